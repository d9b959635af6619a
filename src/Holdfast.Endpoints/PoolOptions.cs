using System.Collections.Immutable;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints;

/// <summary>A name, the addresses that may serve it, and how it is decided which of them do. Immutable.</summary>
public sealed record PoolOptions
{
    /// <summary>The name.</summary>
    public DomainName Name { get; init; } = DomainName.Root;

    /// <summary>
    /// Which edition of the pool this is; 0 to 2^31-1, default 0. Raised with every change of the members or the policy, it
    /// keeps an enactor that has not read the change yet from undoing it: a plan of an older edition is refused.
    /// </summary>
    public int Edition { get; init; }

    /// <summary>The addresses; 1 to 256.</summary>
    public ImmutableArray<PoolMember> Members { get; init; } = [];

    /// <summary>What a member must do to be healthy, all of it; up to 4, default nothing: then only its own report counts.</summary>
    public ImmutableArray<ProbeOptions> Probes { get; init; } = [];

    /// <summary>Whether a member must report itself as serving to be healthy. Default no: its report counts when it makes one.</summary>
    public bool RequiresReports { get; init; }

    /// <summary>When observations change a member's health, and when they are doubted.</summary>
    public HealthPolicy Health { get; init; } = new();

    /// <summary>Which healthy members serve.</summary>
    public PlanPolicy Policy { get; init; } = new();

    /// <summary>What no plan may do.</summary>
    public GuardLimits Guard { get; init; } = new();

    /// <summary>What is wrong with the values, each as place, value and what is allowed; empty when nothing is.</summary>
    /// <param name="place">Where the pool stands, such as <c>pools[0]</c>.</param>
    public IEnumerable<OptionFault> Faults(string place) => PoolOptionRanges.Faults(this, place);
}
