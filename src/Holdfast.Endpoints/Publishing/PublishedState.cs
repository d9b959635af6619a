using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;

namespace Holdfast.Endpoints.Publishing;

/// <summary>That a person keeps a name as it is.</summary>
/// <param name="By">Who.</param>
/// <param name="At">Since when.</param>
/// <param name="Why">What for.</param>
public sealed record Freeze(string By, DateTimeOffset At, string Why);

/// <summary>A plan that the guard refused, kept for a person to see.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Refusal">Why.</param>
public sealed record RefusedPlan(EndpointPlan Plan, PlanRefusal Refusal);

/// <summary>Something that was read, and the commit that wrote it: what a commit of ours may depend on.</summary>
internal readonly record struct Read<T>(T Value, ReadOnlyMemory<byte> Key, Revision Modified);

/// <summary>What the store holds about a name.</summary>
public sealed record PublishedState
{
    /// <summary>The published plan; null when there is none, or it cannot be read.</summary>
    public EndpointPlan? Plan { get; init; }

    /// <summary>Why the published plan cannot be read; null when it can, or there is none.</summary>
    public string? PlanFault { get; init; }

    /// <summary>Who keeps the name as it is; null for nobody.</summary>
    public Freeze? Freeze { get; init; }

    /// <summary>Who keeps all names as they are; null for nobody.</summary>
    public Freeze? FreezeOfAll { get; init; }

    /// <summary>The plan that was refused last, unless another one was published since.</summary>
    public RefusedPlan? Refused { get; init; }

    internal Revision PlanModified { get; init; }

    internal Revision RefusedModified { get; init; }

    internal ImmutableArray<Read<PoolOpinions>> Observed { get; init; } = [];

    internal ImmutableArray<Read<(IPAddress Address, NodeState State)>> Nodes { get; init; } = [];
}
