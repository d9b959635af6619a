using System.Net;
using CsCheck;
using Holdfast.Endpoints.Planning;

namespace Holdfast.Endpoints.Tests.Planning;

public sealed class EndpointPlannerTests
{
    private static PoolOptions Failover(int members = 4) => Pools.Of(members) with
    {
        Policy = new PlanPolicy { Kind = PlanPolicyKind.Failover, Regions = ["west", "east"], FailbackAfter = TimeSpan.FromMinutes(5) },
    };

    [Fact]
    public void A_plan_follows_the_last_one_and_holds_everybody_with_a_reason()
    {
        var pool = Pools.Of(3);
        var first = Pools.Plan(pool, 1);
        var proposal = EndpointPlanner.Plan(pool, Pools.Verdict(pool, 2), first, "zone-1", Pools.Now);
        Assert.Equal(ProposalKind.Change, proposal.Kind);
        Assert.Equal((2, 1), (proposal.Plan!.Generation.Value, proposal.Plan.Basis.Value));
        Assert.Equal([1, 3], Pools.Serving(proposal.Plan));
        Assert.Equal((MemberRole.Out, "seen to fail"), (proposal.Plan.Members[1].Role, proposal.Plan.Members[1].Reason));
    }

    [Fact]
    public void Nothing_new_is_nothing_to_publish_however_reasons_are_worded()
    {
        var pool = Pools.Of(3);
        var verdict = Pools.Verdict(pool);
        verdict = verdict with { Members = [.. verdict.Members.Select(member => member with { Text = "other words", Since = Pools.Now })] };
        Assert.Equal(new PlanProposal(ProposalKind.Same, null, ""), EndpointPlanner.Plan(pool, verdict, Pools.Plan(pool, 1), "zone-1", Pools.Now));
    }

    [Fact]
    public void A_pool_without_members_leaves_the_last_plan_standing()
    {
        var pool = Pools.Of(0);
        var proposal = EndpointPlanner.Plan(pool, Pools.Verdict(pool), Pools.Plan(Pools.Of(3), 1), "zone-1", Pools.Now);
        Assert.Equal(new PlanProposal(ProposalKind.Stands, null, "the pool has no members"), proposal);
    }

    [Fact]
    public void Where_nobody_is_healthy_the_last_plan_stands()
    {
        var pool = Pools.Of(3);
        Assert.Equal("no member is healthy", EndpointPlanner.Plan(pool, Pools.Verdict(pool, 1, 2, 3), Pools.Plan(pool, 1), "zone-1", Pools.Now).Text);
        var drained = pool with { Members = [.. pool.Members.Select(member => member with { IsDrained = true })] };
        Assert.Equal("every healthy member is draining", EndpointPlanner.Plan(drained, Pools.Verdict(drained), Pools.Plan(pool, 1), "zone-1", Pools.Now).Text);
    }

    [Fact]
    public void The_first_plan_waits_until_everybody_has_been_observed()
    {
        var pool = Pools.Of(3);
        Assert.Equal(ProposalKind.Stands, EndpointPlanner.Plan(pool, Pools.Verdict(pool) with { IsComplete = false }, null, "zone-1", Pools.Now).Kind);
        Assert.Equal(1, EndpointPlanner.Plan(pool, Pools.Verdict(pool), null, "zone-1", Pools.Now).Plan!.Generation.Value);
    }

    [Fact]
    public void Doubt_about_the_observers_is_said()
    {
        var pool = Pools.Of(4);
        var proposal = EndpointPlanner.Plan(pool, Pools.Verdict(pool) with { SuspectedSince = Pools.Now }, Pools.Plan(pool, 1), "zone-1", Pools.Now);
        Assert.Equal(ProposalKind.Stands, proposal.Kind);
        Assert.Equal("the observers are doubted since 2025-10-20 06:48:00Z: too much fails together", proposal.Text);
    }

    [Theory]
    [InlineData(PlanPolicyKind.AllHealthy, 1)]
    [InlineData(PlanPolicyKind.Weighted, 7)]
    public void Weights_count_where_the_policy_says_so(PlanPolicyKind kind, int weight)
    {
        var pool = Pools.Of(2);
        pool = pool with { Policy = new PlanPolicy { Kind = kind }, Members = [.. pool.Members.Select(member => member with { Weight = 7 })] };
        Assert.All(Pools.Plan(pool, 1).Members, member => Assert.Equal(weight, member.Weight));
    }

    [Fact]
    public void A_client_gets_its_own_zone_s_addresses_while_there_are_any()
    {
        var pool = Pools.Of(6);
        pool = pool with
        {
            Policy = new PlanPolicy
            {
                Kind = PlanPolicyKind.ZoneAffine,
                Subnets = [new(IPNetwork.Parse("10.0.0.0/8"), "zone-1"), new(IPNetwork.Parse("10.2.0.0/16"), "zone-2"), new(IPNetwork.Parse("2001:db8::/32"), "zone-0")],
            },
        };
        static int[] Given(EndpointPlan plan, string? client) => [.. plan.For(client is null ? null : IPAddress.Parse(client)).Select(member => (int)member.Address.GetAddressBytes()[3])];
        var plan = Pools.Plan(pool, 1);
        Assert.Equal([1, 4], Given(plan, "10.1.1.1"));
        Assert.Equal([2, 5], Given(plan, "10.2.1.1"));
        Assert.Equal([3, 6], Given(plan, "2001:db8::1"));
        Assert.Equal([1, 2, 3, 4, 5, 6], Given(plan, "198.51.100.1"));
        Assert.Equal([1, 2, 3, 4, 5, 6], Given(plan, null));
        Assert.Equal([2, 3, 5, 6], Given(Pools.Plan(pool, 1, 1, 4), "10.1.1.1"));
    }

    [Fact]
    public void The_primary_region_serves_and_the_secondary_stands_by()
    {
        var plan = Pools.Plan(Failover(), 1);
        Assert.Equal(("west", 2), (plan.ActiveRegion, plan.Serving.Count()));
        Assert.Equal((MemberRole.Standby, "region west serves (seen healthy)"), (plan.Members[2].Role, plan.Members[2].Reason));
    }

    [Fact]
    public void A_region_with_too_little_left_hands_over()
    {
        Assert.Equal("west", Pools.Plan(Failover(), 1, 1).ActiveRegion);
        Assert.Equal("east", Pools.Plan(Failover(), 1, 1, 2).ActiveRegion);
        Assert.Equal([3, 4], Pools.Serving(Pools.Plan(Failover(), 1, 1, 2)));
    }

    [Fact]
    public void The_primary_gets_the_load_back_when_it_has_been_well_for_a_while()
    {
        var pool = Failover();
        var away = Pools.Plan(pool, 1, 1, 2);
        var well = Pools.Verdict(pool);
        var since = Pools.Now - TimeSpan.FromMinutes(4);
        well = well with { Members = [.. well.Members.Select(member => member with { Since = since })] };
        Assert.Equal("east", EndpointPlanner.Plan(pool, well, away, "zone-1", Pools.Now).Plan!.ActiveRegion);
        Assert.Equal("west", EndpointPlanner.Plan(pool, well, away, "zone-1", Pools.Now + TimeSpan.FromMinutes(1)).Plan!.ActiveRegion);
    }

    [Fact]
    public void Where_no_region_has_enough_the_one_with_most_serves()
    {
        var plan = Pools.Plan(Failover(12) with { Policy = Failover().Policy with { MinRegionShare = 0.9 } }, 1, 1, 2, 3, 7, 8);
        Assert.Equal(("east", 4), (plan.ActiveRegion, plan.Serving.Count()));
    }

    [Fact]
    public void No_verdict_makes_an_empty_plan()
    {
        Gen.Select(Gen.Int[0, 8], Gen.Bool.Array[8], Gen.Bool.Array[8], Gen.Int[0, 3]).Sample((count, up, draining, kind) =>
        {
            var pool = Failover(count) with { Policy = Failover().Policy with { Kind = (PlanPolicyKind)kind } };
            var verdict = Pools.Verdict(pool);
            verdict = verdict with { Members = [.. verdict.Members.Select((member, i) => member with { IsUp = up[i], IsDraining = draining[i] })] };
            var proposal = EndpointPlanner.Plan(pool, verdict, null, "zone-1", Pools.Now);
            Assert.Equal(verdict.Members.Any(member => member.MayServe), proposal.Plan?.Serving.Any() ?? false);
        });
    }
}
