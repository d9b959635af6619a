using System.Collections.Immutable;
using System.Net;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What an answer is worth.</summary>
public enum Standing : byte
{
    /// <summary>An operator gave it; nothing confirms it yet.</summary>
    Candidate = 0,

    /// <summary>It is confirmed, and may be served when operators fail.</summary>
    Good = 1,

    /// <summary>It was released or rolled back, and is kept for the record only.</summary>
    Retired = 2,
}

/// <summary>What made an answer good.</summary>
public enum Confirmation : byte
{
    /// <summary>Nothing did.</summary>
    None = 0,

    /// <summary>A second operator gave the same answer.</summary>
    SecondOperator = 1,

    /// <summary>An address of it proved itself.</summary>
    Proof = 2,

    /// <summary>It stood for the soak time.</summary>
    SoakTime = 3,

    /// <summary>A person restored it.</summary>
    ByHand = 4,
}

/// <summary>One of the different answers a name and type have had. Immutable.</summary>
internal sealed record Generation
{
    /// <summary>Counted from 1 for each name and type.</summary>
    public required uint Number { get; init; }

    /// <summary>The question, the answer section, and the authority section's proofs where the answer is signed.</summary>
    public required Message Message { get; init; }

    /// <summary>What makes two answers the same.</summary>
    public required Fingerprint Fingerprint { get; init; }

    /// <summary>The addresses in the answer, each once.</summary>
    public required ImmutableArray<IPAddress> Addresses { get; init; }

    /// <summary>Whether the answer holds signatures.</summary>
    public required bool Signed { get; init; }

    /// <summary>The longest an operator may have kept the answer: the largest TTL it was ever seen with.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>When an operator first gave it, wall time; begun anew when it comes back after a release.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When an operator last gave it, wall time.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Who gave it, in the order they first did.</summary>
    public required ImmutableArray<string> Operators { get; init; }

    /// <summary>What it is worth.</summary>
    public Standing Standing { get; init; }

    /// <summary>What made it good.</summary>
    public Confirmation Confirmation { get; init; }

    /// <summary>When it became good.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Whether its latest proof failed: then time alone does not make it good. Not kept across a restart.</summary>
    public bool FailedProof { get; init; }

    /// <summary>The last sighting that the log knows of.</summary>
    public DateTimeOffset SavedSeen { get; init; }
}
