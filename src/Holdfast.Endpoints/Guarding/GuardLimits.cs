using System.Collections.Immutable;
using System.Net;

namespace Holdfast.Endpoints.Guarding;

/// <summary>What no plan of a pool may do, whoever planned it. Immutable.</summary>
public sealed record GuardLimits
{
    /// <summary>
    /// Which share of its addresses a name may lose within <see cref="ShrinkWindow"/>; 0 to 0.9, default 0.5. One address may
    /// always go, the last one never. A failover is measured by what the region it goes to has.
    /// </summary>
    public double MaxShrink { get; init; } = 0.5;

    /// <summary>The time that <see cref="MaxShrink"/> is meant for; 0 to 1 day, default 10 min.</summary>
    public TimeSpan ShrinkWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where addresses may lie; default empty for anywhere. One list for IPv4 and IPv6: a family without a block here has no address that is allowed.</summary>
    public ImmutableArray<IPNetwork> AllowedPrefixes { get; init; } = [];

    /// <summary>How many of so many addresses may be lost within <see cref="ShrinkWindow"/>.</summary>
    internal int MostLost(int addresses) => Math.Max(1, (int)(MaxShrink * addresses));

    /// <summary>Whether an address lies where addresses may lie.</summary>
    public bool Allows(IPAddress address) => AllowedPrefixes.IsEmpty || AllowedPrefixes.Any(prefix => prefix.Contains(address));
}
