using System.Collections.Immutable;
using System.Net;

namespace Holdfast.Endpoints.Planning;

/// <summary>How healthy members become the addresses of a name.</summary>
public enum PlanPolicyKind
{
    /// <summary>All of them, each like the others.</summary>
    AllHealthy,

    /// <summary>All of them, by their weights.</summary>
    Weighted,

    /// <summary>Those of the client's own zone while it has any, else all of them; by their weights.</summary>
    ZoneAffine,

    /// <summary>Those of the first region that can serve; by their weights.</summary>
    Failover,
}

/// <summary>Clients of a subnet, and the zone that is near them.</summary>
/// <param name="Subnet">The clients' addresses.</param>
/// <param name="Zone">The zone.</param>
public readonly record struct SubnetZone(IPNetwork Subnet, string Zone);

/// <summary>Which healthy members serve a name. Immutable.</summary>
public sealed record PlanPolicy
{
    /// <summary>How; default all healthy ones.</summary>
    public PlanPolicyKind Kind { get; init; } = PlanPolicyKind.AllHealthy;

    /// <summary>How long an answer may be kept by those who asked; 1 s to 1 day, default 30 s.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>With failover, the regions in the order in which they are to serve: the primary one first.</summary>
    public ImmutableArray<string> Regions { get; init; } = [];

    /// <summary>With failover, which share of a region's capacity must be healthy for it to serve; 0.01 to 1, default 0.5. Where none has as much, the one with most serves.</summary>
    public double MinRegionShare { get; init; } = 0.5;

    /// <summary>With failover, how long a region must have been healthy before it gets the load back; 0 to 1 day, default 5 min.</summary>
    public TimeSpan FailbackAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>With zone affinity, which clients are near which zone; of several subnets the longest prefix counts. Others get all addresses.</summary>
    public ImmutableArray<SubnetZone> Subnets { get; init; } = [];
}
