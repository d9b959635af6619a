using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>The guard's settings and limits, in one place. Immutable.</summary>
public sealed record GuardOptions
{
    /// <summary>What is guarded; nothing by default (RFC 8767 §4).</summary>
    public ImmutableArray<GuardRule> Rules { get; init; } = [];

    /// <summary>The directory that keeps what is known across restarts; null keeps it in memory only.</summary>
    public string? Directory { get; init; }

    /// <summary>How many names and types are remembered: 10,000 by default, 1 to 1,000,000. Names that only a wildcard guards give way to listed ones.</summary>
    public int MaxEntries { get; init; } = 10_000;

    /// <summary>How many proofs may be under way at once: 64 by default, 1 to 1,024.</summary>
    public int MaxProofs { get; init; } = 64;

    /// <summary>Certificates that are trusted in proofs besides the system's, such as a company's own root.</summary>
    public ImmutableArray<X509Certificate2> TrustedRoots { get; init; } = [];

    /// <summary>What is wrong with the values, each as the option, its value and the range allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => new OptionFaults()
        .Check(nameof(MaxEntries), MaxEntries, 1, 1_000_000)
        .Check(nameof(MaxProofs), MaxProofs, 1, 1024)
        .Within(nameof(Rules), Rules.SelectMany(rule => rule.Faults()).Select(fault => $"{fault.Key} is {fault.Value}; allowed: {fault.Allowed}"))
        .Lines;
}
