using System.Net;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What came of a proof, naming the stage that failed.</summary>
public enum ProofOutcome
{
    /// <summary>The address does what the proof asks.</summary>
    Alive,

    /// <summary>The connection was refused or reset.</summary>
    Refused,

    /// <summary>Nothing came of it in time.</summary>
    TimedOut,

    /// <summary>There is no way to the address.</summary>
    Unreachable,

    /// <summary>The certificate is not valid for the name: the address may belong to somebody else by now.</summary>
    WrongCertificate,

    /// <summary>The TLS handshake failed for another reason.</summary>
    TlsFailed,

    /// <summary>A limit of ours was reached: proofs at once, or proofs remembered.</summary>
    Overloaded,

    /// <summary>The proof was given up: we are stopping.</summary>
    Cancelled,
}

/// <summary>What came of a proof.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What the system said, for people; null when alive.</param>
public readonly record struct ProofResult(ProofOutcome Outcome, string? Detail = null)
{
    /// <summary>Whether the address proved itself.</summary>
    public bool IsAlive => Outcome == ProofOutcome.Alive;
}

/// <summary>Makes addresses prove themselves. Safe for any number of callers at once.</summary>
public interface IProver
{
    /// <summary>Carries out one proof. Never throws for what the network does.</summary>
    /// <param name="address">The address.</param>
    /// <param name="proof">What it must do.</param>
    /// <param name="name">The name that was asked.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up at once, with <see cref="ProofOutcome.Cancelled"/>.</param>
    ValueTask<ProofResult> ProveAsync(
        IPAddress address, Proof proof, DomainName name, TimeSpan timeout, CancellationToken cancellationToken);
}
