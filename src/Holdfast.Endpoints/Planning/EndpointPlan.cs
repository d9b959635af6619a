using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Planning;

/// <summary>Where a plan comes from.</summary>
public enum PlanOrigin
{
    /// <summary>An enactor planned it from what it observed.</summary>
    Planned,

    /// <summary>A person published it, though the guard had refused it.</summary>
    Forced,

    /// <summary>A person published what an earlier generation held.</summary>
    RolledBack,
}

/// <summary>What a name's addresses are to be: one generation of them. Immutable.</summary>
public sealed record EndpointPlan
{
    /// <summary>The name.</summary>
    public required DomainName Name { get; init; }

    /// <summary>Its number: the one after its <see cref="Basis"/>.</summary>
    public required Generation Generation { get; init; }

    /// <summary>The plan that was published when this one was made, and which alone it may follow; none for the first.</summary>
    public Generation Basis => new(Generation.Value - 1);

    /// <summary>The edition of the pool that it was made from.</summary>
    public int Edition { get; init; }

    /// <summary>Where it comes from.</summary>
    public PlanOrigin Origin { get; init; }

    /// <summary>The enactor or the person who made it.</summary>
    public required string By { get; init; }

    /// <summary>When it was made, by the clock of who made it. Orders nothing: generations do.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What there is to say about it, such as what a person gave as the cause; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>How addresses were chosen.</summary>
    public PlanPolicyKind Policy { get; init; }

    /// <summary>With failover, the region that serves; else empty.</summary>
    public string ActiveRegion { get; init; } = "";

    /// <summary>How long an answer may be kept.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>With zone affinity, which clients are near which zone.</summary>
    public ImmutableArray<SubnetZone> Subnets { get; init; } = [];

    /// <summary>Every member, in and out, by address.</summary>
    public required ImmutableArray<PlannedMember> Members { get; init; }

    /// <summary>The members whose addresses are the name's.</summary>
    public IEnumerable<PlannedMember> Serving => Members.Where(member => member.Role == MemberRole.Serving);

    /// <summary>The members whose addresses a client is given.</summary>
    /// <param name="client">The client's address or subnet; null when it is not known.</param>
    /// <returns>Never empty: with zone affinity those of the client's zone, or all where it has none.</returns>
    public ImmutableArray<PlannedMember> For(IPAddress? client)
    {
        if (Policy == PlanPolicyKind.ZoneAffine && client is not null && ZoneOf(client) is { } zone)
        {
            ImmutableArray<PlannedMember> near = [.. Serving.Where(member => member.Zone == zone)];
            if (near.Length > 0)
            {
                return near;
            }
        }

        return [.. Serving];
    }

    /// <summary>The zone that is near a client; null when none is known to be.</summary>
    public string? ZoneOf(IPAddress client) => Subnets
        .Where(near => near.Subnet.Contains(client))
        .OrderByDescending(near => near.Subnet.PrefixLength)
        .Select(near => near.Zone)
        .FirstOrDefault();

    /// <summary>What it knew of each member's health: what the next plan is judged by.</summary>
    internal ImmutableDictionary<IPAddress, KnownHealth> Known => Members.ToImmutableDictionary(member => member.Address, member => new KnownHealth(member.IsUp, member.Since));

    /// <summary>Whether publishing this one in place of another would change anything.</summary>
    internal bool SaysTheSame(EndpointPlan other) =>
        Name == other.Name && Edition == other.Edition && Policy == other.Policy && ActiveRegion == other.ActiveRegion && Ttl == other.Ttl
        && Subnets.AsSpan().SequenceEqual(other.Subnets.AsSpan())
        && Members.Length == other.Members.Length
        && Members.Zip(other.Members).All(pair => pair.First.IsSameAs(pair.Second));
}
