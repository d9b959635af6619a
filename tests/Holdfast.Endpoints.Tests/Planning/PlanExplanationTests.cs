using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;

namespace Holdfast.Endpoints.Tests.Planning;

public sealed class PlanExplanationTests
{
    [Fact]
    public void It_says_what_serves_what_does_not_and_why()
    {
        var pool = Pools.Of(2);
        var plan = Pools.Plan(pool, 7, 2);
        var verdict = Pools.Verdict(pool, 2);
        verdict = verdict with { Members = verdict.Members.SetItem(1, verdict.Members[1] with { Reason = VerdictReason.Dwelling, Text = "held: it changed at 06:47:50Z" }), SuspectedSince = Pools.Now };
        var state = new PublishedState
        {
            Plan = plan,
            Freeze = new Freeze("alice", Pools.Now, "health checks flap"),
            Refused = new RefusedPlan(Pools.Plan(pool, 8, 1), new PlanRefusal(RefusalReason.Shrinks, "it would leave 1 of 4 addresses within 0:10:00; allowed: 2 or more")),
        };
        Assert.Equal(
            """
            api.example.com. generation 7, planned by test 90 s ago, follows 6
            all healthy members alike; TTL 30 s; 1 of 2 members serve
            region west, zone zone-1
              in      192.0.2.1       weight 1    seen healthy
            region east, zone zone-2
              out     192.0.2.2       weight 1    seen to fail
            now     192.0.2.2       held: it changed at 06:47:50Z
            the observers are doubted for 90 s: too much fails together, so the last plan stands
            frozen by alice for 90 s: health checks flap
            generation 8 by test was refused 90 s ago: it would leave 1 of 4 addresses within 0:10:00; allowed: 2 or more
              it would have served 192.0.2.2
              a person may publish it once: holdfast endpoints force api.example.com.

            """,
            PlanExplanation.Write(Pools.Name, state, verdict, Pools.Now + TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void A_name_without_a_plan_says_so()
    {
        Assert.Equal("api.example.com. has no plan yet\n", PlanExplanation.Write(Pools.Name, new PublishedState(), null, Pools.Now));
        Assert.Equal("api.example.com. has a plan that cannot be read: it is damaged\n", PlanExplanation.Write(Pools.Name, new PublishedState { PlanFault = "it is damaged" }, null, Pools.Now));
    }
}
