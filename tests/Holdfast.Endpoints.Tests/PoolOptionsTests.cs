using System.Net;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;

namespace Holdfast.Endpoints.Tests;

public sealed class PoolOptionsTests
{
    private static readonly PoolOptions _pool = Pools.Of(3);

    public static TheoryData<string, PoolOptions> Wrong => new()
    {
        { "pools[0].members is empty: the name would have no address; allowed: 1 to 256 members", _pool with { Members = [] } },
        { "pools[0].members[3].address '192.0.2.1' is given twice: it is pools[0].members[0] too; allowed: each address once", _pool with { Members = _pool.Members.Add(_pool.Members[0]) } },
        { "pools[0].members[0].weight '0' is out of range; allowed: 1 to 1000", _pool with { Members = _pool.Members.SetItem(0, _pool.Members[0] with { Weight = 0 }) } },
        { "pools[0].members[0].address '0.0.0.0' is no address of a server; allowed: an IPv4 or IPv6 address", _pool with { Members = _pool.Members.SetItem(0, _pool.Members[0] with { Address = IPAddress.Any }) } },
        { "pools[0].members are all drained: the name would have no address; allowed: at least one that serves", _pool with { Members = [.. _pool.Members.Select(member => member with { IsDrained = true })] } },
        { "pools[0].probes is empty: nothing would ever be observed; allowed: at least one probe, or require-reports", _pool with { Probes = [] } },
        { "pools[0].probes[0].deadline '1:00:00' is out of range; allowed: 0:00:00.01 to 0:01:00", _pool with { Probes = [new ProbeOptions { Deadline = TimeSpan.FromHours(1) }] } },
        { "pools[0].policy.regions is missing: failover needs the regions in their order; allowed: the regions of the members", _pool with { Policy = new PlanPolicy { Kind = PlanPolicyKind.Failover } } },
        { "pools[0].policy.regions[0] 'north' has no member; allowed: west, east", _pool with { Policy = new PlanPolicy { Regions = ["north"] } } },
        { "pools[0].policy.subnets[0].zone 'zone-9' has no member; allowed: zone-1, zone-2, zone-0", _pool with { Policy = new PlanPolicy { Subnets = [new(IPNetwork.Parse("10.0.0.0/8"), "zone-9")] } } },
        { "pools[0].guard.prefixes '192.0.2.2' is a member, but outside what the guard allows; allowed: 192.0.2.0/31", _pool with { Members = _pool.Members[..2], Guard = new GuardLimits { AllowedPrefixes = [IPNetwork.Parse("192.0.2.0/31")] } } },
        { "pools[0].health.quorum '0' is out of range; allowed: 1 to 16", _pool with { Health = new HealthPolicy { Quorum = 0 } } },
        { "pools[0].name '.' is no name of a service; allowed: a name below the root", _pool with { Name = Wire.Names.DomainName.Root } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_mistake_is_answered_with_place_value_and_what_is_allowed(string line, PoolOptions pool) =>
        Assert.Contains(line, new EndpointsOptions { Pools = [pool] }.Faults().Select(fault => fault.ToString()));

    [Fact]
    public void What_is_right_has_no_faults() => Assert.Empty(new EndpointsOptions { Pools = [_pool] }.Faults());

    [Fact]
    public void A_name_has_one_pool() =>
        Assert.Equal("pools[1].name 'api.example.com.' has a pool already; allowed: each name once", Assert.Single(new EndpointsOptions { Pools = [_pool, _pool] }.Faults()).ToString());

    [Fact]
    public void Reports_outlive_the_interval_in_which_they_are_written() =>
        Assert.StartsWith("report-lifetime '0:00:05' is out of range; allowed: 0:00:09 to", Assert.Single(new EndpointsOptions { ReportLifetime = TimeSpan.FromSeconds(5) }.Faults()).ToString());
}
