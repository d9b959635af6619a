using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;

namespace Holdfast.Endpoints;

/// <summary>The ranges that <see cref="PoolOptions"/> and what it holds document, enforced.</summary>
internal static class PoolOptionRanges
{
    /// <summary>The most members of a pool: what an answer can hold and a person can survey.</summary>
    public const int MaxMembers = 256;

    private const int MaxProbes = 4;

    public static IEnumerable<OptionFault> Faults(PoolOptions pool, string place)
    {
        if (pool.Name.IsRoot)
        {
            yield return new OptionFault($"{place}.name", pool.Name.ToString(), "is no name of a service", "a name below the root");
        }

        if (pool.Members.IsEmpty)
        {
            yield return new OptionFault($"{place}.members", null, "is empty: the name would have no address", $"1 to {MaxMembers} members");
        }

        OptionFault?[] ranges =
        [
            OptionRange.Check($"{place}.edition", pool.Edition, 0, int.MaxValue),
            OptionRange.Check($"{place}.members", pool.Members.Length, 0, MaxMembers),
            OptionRange.Check($"{place}.probes", pool.Probes.Length, 0, MaxProbes),
        ];
        foreach (var fault in ranges.OfType<OptionFault>()
            .Concat(Members(pool, place))
            .Concat(pool.Probes.SelectMany((probe, i) => Probe(probe, $"{place}.probes[{i}]")))
            .Concat(Health(pool.Health, $"{place}.health"))
            .Concat(Policy(pool, $"{place}.policy"))
            .Concat(Guard(pool, $"{place}.guard")))
        {
            yield return fault;
        }

        if (pool.Probes.IsEmpty && !pool.RequiresReports)
        {
            yield return new OptionFault($"{place}.probes", null, "is empty: nothing would ever be observed", "at least one probe, or require-reports");
        }
    }

    private static IEnumerable<OptionFault> Members(PoolOptions pool, string place)
    {
        var seen = new Dictionary<IPAddress, int>();
        for (var i = 0; i < pool.Members.Length; i++)
        {
            var member = pool.Members[i];
            var at = $"{place}.members[{i}]";
            if (member.Address.Equals(IPAddress.None) || member.Address.Equals(IPAddress.Any) || member.Address.Equals(IPAddress.IPv6Any))
            {
                yield return new OptionFault($"{at}.address", member.Address.ToString(), "is no address of a server", "an IPv4 or IPv6 address");
            }
            else if (!seen.TryAdd(member.Address, i))
            {
                yield return new OptionFault($"{at}.address", member.Address.ToString(), $"is given twice: it is {place}.members[{seen[member.Address]}] too", "each address once");
            }

            OptionFault?[] ranges =
            [
                OptionRange.Check($"{at}.weight", member.Weight, 1, 1000),
                OptionRange.CheckLength($"{at}.zone", member.Zone, 0, EndpointsOptionRanges.MaxNameCharacters),
                OptionRange.CheckLength($"{at}.region", member.Region, 0, EndpointsOptionRanges.MaxNameCharacters),
            ];
            foreach (var fault in ranges.OfType<OptionFault>())
            {
                yield return fault;
            }
        }

        if (!pool.Members.IsEmpty && pool.Members.All(member => member.IsDrained))
        {
            yield return new OptionFault($"{place}.members", null, "are all drained: the name would have no address", "at least one that serves");
        }
    }

    private static IEnumerable<OptionFault> Probe(ProbeOptions probe, string at)
    {
        OptionFault?[] ranges =
        [
            OptionRange.Check($"{at}.interval", probe.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            OptionRange.Check($"{at}.jitter", probe.Jitter, 0, 0.5),
            OptionRange.Check($"{at}.deadline", probe.Deadline, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            OptionRange.Check($"{at}.rise", probe.Rise, 1, 100),
            OptionRange.Check($"{at}.fall", probe.Fall, 1, 100),
            OptionRange.Check($"{at}.days-left", probe.DaysLeft, 0, 365),
            OptionRange.Check($"{at}.status-from", probe.StatusFrom, 100, 599),
            OptionRange.Check($"{at}.status-to", probe.StatusTo, probe.StatusFrom, 599),
            probe.BodyContains is { } body ? OptionRange.CheckLength($"{at}.body", body, 1, 1024) : null,
        ];
        return ranges.OfType<OptionFault>();
    }

    private static IEnumerable<OptionFault> Health(HealthPolicy health, string at)
    {
        var (none, hour, day) = (TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        OptionFault?[] ranges =
        [
            OptionRange.Check($"{at}.quorum", health.Quorum, 1, 16),
            OptionRange.Check($"{at}.min-up", health.MinUp, none, hour),
            OptionRange.Check($"{at}.min-down", health.MinDown, none, hour),
            OptionRange.Check($"{at}.suspicion-share", health.SuspicionShare, 0.1, 1),
            OptionRange.Check($"{at}.suspicion-hold", health.SuspicionHold, none, day),
            OptionRange.Check($"{at}.velocity-share", health.VelocityShare, 0.01, 1),
            OptionRange.Check($"{at}.velocity-window", health.VelocityWindow, none, day),
        ];
        return ranges.OfType<OptionFault>();
    }

    private static IEnumerable<OptionFault> Policy(PoolOptions pool, string at)
    {
        var policy = pool.Policy;
        OptionFault?[] ranges =
        [
            OptionRange.Check($"{at}.ttl", policy.Ttl, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            OptionRange.Check($"{at}.min-region-share", policy.MinRegionShare, 0.01, 1),
            OptionRange.Check($"{at}.failback-after", policy.FailbackAfter, TimeSpan.Zero, TimeSpan.FromDays(1)),
            OptionRange.Check($"{at}.subnets", policy.Subnets.Length, 0, 1024),
        ];
        foreach (var fault in ranges.OfType<OptionFault>())
        {
            yield return fault;
        }

        if (policy.Kind == PlanPolicyKind.Failover && policy.Regions.IsEmpty)
        {
            yield return new OptionFault($"{at}.regions", null, "is missing: failover needs the regions in their order", "the regions of the members");
        }

        for (var i = 0; i < policy.Regions.Length; i++)
        {
            if (pool.Members.All(member => member.Region != policy.Regions[i]))
            {
                yield return new OptionFault($"{at}.regions[{i}]", policy.Regions[i], "has no member", Names(pool.Members.Select(member => member.Region)));
            }
        }

        for (var i = 0; i < policy.Subnets.Length; i++)
        {
            if (pool.Members.All(member => member.Zone != policy.Subnets[i].Zone))
            {
                yield return new OptionFault($"{at}.subnets[{i}].zone", policy.Subnets[i].Zone, "has no member", Names(pool.Members.Select(member => member.Zone)));
            }
        }
    }

    private static IEnumerable<OptionFault> Guard(PoolOptions pool, string at)
    {
        OptionFault?[] ranges =
        [
            OptionRange.Check($"{at}.max-shrink", pool.Guard.MaxShrink, 0, 0.9),
            OptionRange.Check($"{at}.shrink-window", pool.Guard.ShrinkWindow, TimeSpan.Zero, TimeSpan.FromDays(1)),
            OptionRange.Check($"{at}.prefixes", pool.Guard.AllowedPrefixes.Length, 0, 1024),
        ];
        var foreign = pool.Members.Where(member => !pool.Guard.Allows(member.Address)).Select(member => new OptionFault(
            $"{at}.prefixes", member.Address.ToString(), "is a member, but outside what the guard allows", string.Join(", ", pool.Guard.AllowedPrefixes)));
        return ranges.OfType<OptionFault>().Concat(foreign);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Distinct().Where(name => name.Length > 0).DefaultIfEmpty("none is named"));
}
