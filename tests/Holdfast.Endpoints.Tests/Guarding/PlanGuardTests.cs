using System.Net;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Planning;

namespace Holdfast.Endpoints.Tests.Guarding;

public sealed class PlanGuardTests
{
    private static readonly GuardLimits _limits = new();

    [Fact]
    public void The_next_generation_with_an_address_less_passes()
    {
        var pool = Pools.Of(4);
        Assert.Null(PlanGuard.Examine(Pools.Plan(pool, 2, 1), Pools.Plan(pool, 1), [], _limits, Pools.Now));
        Assert.Null(PlanGuard.Examine(Pools.Plan(pool, 1), null, [], _limits, Pools.Now));
    }

    [Theory]
    [InlineData(1, "it is generation 1, 2 is published; allowed: 3")]
    [InlineData(2, "it is generation 2, 2 is published; allowed: 3")]
    [InlineData(4, "it is generation 4, 2 is published; allowed: 3")]
    public void Only_the_next_generation_passes(long generation, string text)
    {
        var pool = Pools.Of(4);
        Assert.Equal(new PlanRefusal(RefusalReason.NotNewer, text), PlanGuard.Examine(Pools.Plan(pool, generation), Pools.Plan(pool, 2), [], _limits, Pools.Now));
    }

    [Fact]
    public void An_older_edition_of_the_pool_is_refused()
    {
        var pool = Pools.Of(4);
        var refusal = PlanGuard.Examine(Pools.Plan(pool, 3), Pools.Plan(pool with { Edition = 5 }, 2), [], _limits, Pools.Now);
        Assert.Equal(RefusalReason.NotNewer, refusal!.Reason);
        Assert.False(refusal.MayBeForced);
    }

    [Fact]
    public void An_empty_plan_is_refused_and_nobody_can_force_it()
    {
        var plan = Pools.Plan(Pools.Of(2), 2);
        plan = plan with { Members = [.. plan.Members.Select(member => member with { Role = MemberRole.Out })] };
        var refusal = PlanGuard.Examine(plan, Pools.Plan(Pools.Of(2), 1), [], _limits, Pools.Now);
        Assert.Equal(new PlanRefusal(RefusalReason.Empty, "it would leave api.example.com. without an address"), refusal);
        Assert.False(refusal!.MayBeForced);
        Assert.NotNull(PlanGuard.ExamineForced(plan, Pools.Plan(Pools.Of(2), 1)));
    }

    [Fact]
    public void An_address_from_elsewhere_is_refused()
    {
        var limits = _limits with { AllowedPrefixes = [IPNetwork.Parse("192.0.2.0/31"), IPNetwork.Parse("2001:db8::/32")] };
        var pool = Pools.Of(2);
        Assert.Equal(
            new PlanRefusal(RefusalReason.Foreign, "192.0.2.2 is outside what is allowed: 192.0.2.0/31, 2001:db8::/32"),
            PlanGuard.Examine(Pools.Plan(pool, 2), Pools.Plan(pool, 1), [], limits, Pools.Now));
        Assert.Null(PlanGuard.Examine(Pools.Plan(pool, 2, 2), Pools.Plan(pool, 1), [], limits, Pools.Now));
    }

    [Fact]
    public void Losing_more_than_the_share_at_once_is_refused()
    {
        var pool = Pools.Of(6);
        Assert.Null(PlanGuard.Examine(Pools.Plan(pool, 2, 1, 2, 3), Pools.Plan(pool, 1), [], _limits, Pools.Now));
        Assert.Equal(
            new PlanRefusal(RefusalReason.Shrinks, "it would leave 2 of 6 addresses within 0:10:00; allowed: 3 or more"),
            PlanGuard.Examine(Pools.Plan(pool, 2, 1, 2, 3, 4), Pools.Plan(pool, 1), [], _limits, Pools.Now));
    }

    [Fact]
    public void Many_small_steps_are_one_large_one()
    {
        var pool = Pools.Of(6);
        EndpointPlan[] history = [Pools.Plan(pool, 1), Pools.Plan(pool, 2, 1, 2), Pools.Plan(pool, 3, 1, 2, 3)];
        var next = Pools.Plan(pool, 4, 1, 2, 3, 4);
        Assert.Equal(RefusalReason.Shrinks, PlanGuard.Examine(next, history[^1], history, _limits, Pools.Now)!.Reason);
        Assert.Null(PlanGuard.Examine(next, history[^1], history, _limits, Pools.Now + _limits.ShrinkWindow));
    }

    [Fact]
    public void One_of_two_may_go_whatever_the_share()
    {
        var pool = Pools.Of(2);
        Assert.Null(PlanGuard.Examine(Pools.Plan(pool, 2, 1), Pools.Plan(pool, 1), [], _limits with { MaxShrink = 0 }, Pools.Now));
    }

    [Fact]
    public void A_failover_is_measured_by_the_region_it_goes_to()
    {
        var pool = Pools.Of(9) with { Policy = new PlanPolicy { Kind = PlanPolicyKind.Failover, Regions = ["west", "east"], MinRegionShare = 0.01 } };
        var west = Pools.Plan(pool, 1);
        Assert.Equal(5, west.Serving.Count());
        Assert.Null(PlanGuard.Examine(Pools.Plan(pool, 2, 1, 2, 3, 4, 5, 6, 7), west, [west], _limits, Pools.Now));
        Assert.Equal(RefusalReason.Shrinks, PlanGuard.Examine(Pools.Plan(pool, 2, 1, 2, 3, 4, 5, 6, 7, 8), west, [west], _limits, Pools.Now)!.Reason);
    }

    [Fact]
    public void What_cannot_be_right_is_refused()
    {
        var plan = Pools.Plan(Pools.Of(2), 1);
        EndpointPlan[] wrong =
        [
            plan with { Members = [.. plan.Members, plan.Members[0]] },
            plan with { Members = [plan.Members[0] with { Weight = 0 }] },
            plan with { Members = [plan.Members[0] with { Weight = 1001 }] },
            plan with { Ttl = TimeSpan.Zero },
            plan with { Ttl = TimeSpan.FromDays(2) },
        ];
        Assert.All(wrong, one => Assert.Equal(RefusalReason.Malformed, PlanGuard.Examine(one, null, [], _limits, Pools.Now)!.Reason));
    }
}
