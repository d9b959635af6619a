using System.Collections.Immutable;
using Holdfast.Resolver.Cache;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Resolving;

/// <summary>Where an answer came from.</summary>
public enum AnswerSource
{
    /// <summary>A provider, just now.</summary>
    Provider,

    /// <summary>The cache, within its TTL.</summary>
    Cache,

    /// <summary>The cache, after its TTL, because no provider gave a better one (RFC 8767).</summary>
    Stale,

    /// <summary>The last known good answer of a guarded name, proved alive.</summary>
    LastKnownGood,

    /// <summary>Nobody: the answer is SERVFAIL and says who failed and how.</summary>
    None,
}

/// <summary>What is asked of the resolver, and how.</summary>
/// <param name="Question">The question.</param>
/// <param name="DnssecOk">Whether signatures are wanted (DO).</param>
/// <param name="CheckingDisabled">Whether data may be unvalidated (CD).</param>
/// <param name="ClientSubnet">An ECS option's octets to forward; empty for none.</param>
public sealed record ResolutionRequest(
    Question Question, bool DnssecOk = false, bool CheckingDisabled = false, ReadOnlyMemory<byte> ClientSubnet = default);

/// <summary>An answer with its provenance.</summary>
/// <param name="Answer">The response in its final octets.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Age">How long ago it was received.</param>
/// <param name="Errors">What the client should be told besides (RFC 8914).</param>
public sealed record Resolution(FinishedAnswer Answer, AnswerSource Source, TimeSpan Age, ImmutableArray<ExtendedError> Errors);
