using Holdfast.Resolver.Cache;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// What the processes of a simulated world are built of. <see cref="Sound"/> keeps what <see cref="SimulatedWorld"/>
/// promises; any other is broken on purpose, to show that the simulation would notice.
/// </summary>
internal sealed record ProcessDesign
{
    public static ProcessDesign Sound { get; } = new();

    public GuardRule Rule { get; init; } = SimulatedWorld.Rule;

    public CachePolicy Policy { get; init; } = SimulatedWorld.Policy;

    public ResolverOptions Options { get; init; } = SimulatedWorld.Options;

    /// <summary>Whether there is a guard at all.</summary>
    public bool Guards { get; init; } = true;

    /// <summary>Whether an operator's denial makes it drop the last known good answer: what the world did on 20 October.</summary>
    public bool BelievesDenials { get; init; }

    /// <summary>Whether every proof succeeds, dead or alive.</summary>
    public bool BelievesAddresses { get; init; }

    /// <summary>Whether what a person releases is held on to.</summary>
    public bool IgnoresReleases { get; init; }

    /// <summary>Whether nothing is found on the disk after a restart.</summary>
    public bool ForgetsAtRestart { get; init; }
}
