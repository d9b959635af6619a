using System.Collections.Immutable;
using Holdfast.Endpoints.Observing;

namespace Holdfast.Endpoints.Planning;

/// <summary>Chooses the region that serves: the first that can; and back only to one that has been well for a while.</summary>
internal static class RegionChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="pool">The pool, with its regions in their order.</param>
    /// <param name="able">The members that may serve; at least one.</param>
    /// <param name="current">The published plan.</param>
    /// <param name="now">When.</param>
    /// <returns>A region in which at least one member may serve.</returns>
    public static string Choose(PoolOptions pool, ImmutableArray<MemberVerdict> able, EndpointPlan? current, DateTimeOffset now)
    {
        var policy = pool.Policy;
        var serving = policy.Regions.IndexOf(current?.ActiveRegion ?? "");
        for (var i = 0; i < policy.Regions.Length; i++)
        {
            var before = serving >= 0 && i < serving && Suffices(pool, able, policy.Regions[serving]);
            if (Suffices(pool, before ? [.. able.Where(member => now - member.Since >= policy.FailbackAfter)] : able, policy.Regions[i]))
            {
                return policy.Regions[i];
            }
        }

        // None has enough: the one with most; of several the one that serves, else the first. Regions that are not listed come last.
        return able.GroupBy(member => member.Member.Region)
            .OrderByDescending(region => region.Sum(member => member.Member.Weight))
            .ThenByDescending(region => region.Key == current?.ActiveRegion)
            .ThenBy(region => policy.Regions.IndexOf(region.Key) is var at && at < 0 ? int.MaxValue : at)
            .First().Key;
    }

    private static bool Suffices(PoolOptions pool, ImmutableArray<MemberVerdict> able, string region)
    {
        var all = pool.Members.Where(member => member.Region == region).Sum(member => member.Weight);
        var healthy = able.Where(member => member.Member.Region == region).Sum(member => member.Member.Weight);
        return healthy > 0 && healthy >= pool.Policy.MinRegionShare * all;
    }
}
