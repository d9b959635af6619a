using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Holdfast.Endpoints.Observing;

namespace Holdfast.Endpoints.Tests.Observing;

public sealed class HealthJudgeTests
{
    private static int[] Up(PoolVerdict verdict) => [.. verdict.Members.Where(member => member.IsUp).Select(member => (int)member.Address.GetAddressBytes()[3])];

    [Fact]
    public void One_member_that_two_observers_see_fail_goes_out_and_says_why()
    {
        var pool = Pools.Of(4);
        var verdict = HealthJudge.Judge(pool, Pools.Evidence(pool, Pools.Sees(pool, "a", 2), Pools.Sees(pool, "b", 2), Pools.Sees(pool, "c")), Pools.Now);
        Assert.Equal([1, 3, 4], Up(verdict));
        Assert.Equal("2 of 3 observers see it fail: HTTP 503", verdict.Members[1].Text);
        Assert.Equal(Pools.Now, verdict.Members[1].Since);
    }

    [Fact]
    public void One_observer_of_three_convinces_nobody()
    {
        var pool = Pools.Of(4);
        var verdict = HealthJudge.Judge(pool, Pools.Evidence(pool, Pools.Sees(pool, "a", 2), Pools.Sees(pool, "b"), Pools.Sees(pool, "c")), Pools.Now);
        Assert.Equal([1, 2, 3, 4], Up(verdict));
    }

    [Fact]
    public void An_observer_that_is_alone_is_believed()
    {
        var pool = Pools.Of(4);
        Assert.Equal([1, 3, 4], Up(HealthJudge.Judge(pool, Pools.Evidence(pool, Pools.Sees(pool, "a", 2)), Pools.Now)));
    }

    [Fact]
    public void Two_observers_that_disagree_change_nothing()
    {
        var pool = Pools.Of(4) with { Health = new HealthPolicy { Quorum = 1 } };
        Assert.Equal([1, 2, 3, 4], Up(HealthJudge.Judge(pool, Pools.Evidence(pool, Pools.Sees(pool, "a", 2), Pools.Sees(pool, "b")), Pools.Now)));
    }

    [Fact]
    public void Half_the_pool_failing_together_is_suspicion_of_the_observer()
    {
        var pool = Pools.Of(4);
        var verdict = HealthJudge.Judge(pool, Pools.Evidence(pool, Pools.Sees(pool, "a", 1, 2)), Pools.Now);
        Assert.Equal([1, 2, 3, 4], Up(verdict));
        Assert.Equal(Pools.Now, verdict.SuspectedSince);
        Assert.Equal(VerdictReason.Suspected, verdict.Members[0].Reason);
        Assert.StartsWith("held: too much fails together, so the observers are doubted since 2025-10-20 06:48:00Z", verdict.Members[0].Text);
    }

    [Fact]
    public void One_of_two_is_half_the_pool_and_no_suspicion()
    {
        var pool = Pools.Of(2);
        var verdict = HealthJudge.Judge(pool, Pools.Evidence(pool, Pools.Sees(pool, "a", 1)), Pools.Now);
        Assert.Equal([2], Up(verdict));
        Assert.Null(verdict.SuspectedSince);
    }

    [Fact]
    public void Doubt_goes_on_from_when_it_began_and_ends_when_less_fails()
    {
        var pool = Pools.Of(4);
        var begun = Pools.Now - TimeSpan.FromMinutes(4);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a", 1, 2)) with { SuspectedSince = begun };
        Assert.Equal(begun, HealthJudge.Judge(pool, evidence, Pools.Now).SuspectedSince);
        Assert.Null(HealthJudge.Judge(pool, evidence with { Opinions = [Pools.Sees(pool, "a", 1)] }, Pools.Now).SuspectedSince);
    }

    [Fact]
    public void Doubted_for_long_enough_observers_are_believed_as_fast_as_the_velocity_limit_lets_them()
    {
        var pool = Pools.Of(4);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a", 1, 2, 3)) with { SuspectedSince = Pools.Now - TimeSpan.FromMinutes(5) };
        var verdict = HealthJudge.Judge(pool, evidence, Pools.Now);
        Assert.Equal([2, 3, 4], Up(verdict));
        Assert.Equal(VerdictReason.Limited, verdict.Members[1].Reason);
    }

    [Fact]
    public void What_was_taken_out_within_the_window_counts_whoever_took_it_out()
    {
        var pool = Pools.Of(6);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a", 1, 2, 3));
        var known = evidence.Known.SetItem(Pools.Address(1), new KnownHealth(false, Pools.Now - TimeSpan.FromSeconds(59)))
            .SetItem(Pools.Address(2), new KnownHealth(false, Pools.Now - TimeSpan.FromSeconds(10)));
        Assert.Equal([3, 4, 5, 6], Up(HealthJudge.Judge(pool, evidence with { Known = known }, Pools.Now)));
        Assert.Equal([4, 5, 6], Up(HealthJudge.Judge(pool, evidence with { Known = known }, Pools.Now + TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void A_member_that_fell_stays_out_for_its_dwell_time()
    {
        var pool = Pools.Of(4);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a"));
        evidence = evidence with { Known = evidence.Known.SetItem(Pools.Address(2), new KnownHealth(false, Pools.Now - TimeSpan.FromSeconds(29))) };
        var verdict = HealthJudge.Judge(pool, evidence, Pools.Now);
        Assert.Equal([1, 3, 4], Up(verdict));
        Assert.Equal(VerdictReason.Dwelling, verdict.Members[1].Reason);
        Assert.Equal([1, 2, 3, 4], Up(HealthJudge.Judge(pool, evidence, Pools.Now + TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void A_member_that_rose_stays_in_for_its_dwell_time()
    {
        var pool = Pools.Of(4);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a", 2));
        evidence = evidence with { Known = evidence.Known.SetItem(Pools.Address(2), new KnownHealth(true, Pools.Now - TimeSpan.FromSeconds(9))) };
        Assert.Equal([1, 2, 3, 4], Up(HealthJudge.Judge(pool, evidence, Pools.Now)));
        Assert.Equal([1, 3, 4], Up(HealthJudge.Judge(pool, evidence, Pools.Now + TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void A_moment_in_the_far_future_holds_nothing_up()
    {
        var pool = Pools.Of(4);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a"));
        evidence = evidence with { Known = evidence.Known.SetItem(Pools.Address(2), new KnownHealth(false, Pools.Now + TimeSpan.FromDays(3650))) };
        Assert.Equal([1, 2, 3, 4], Up(HealthJudge.Judge(pool, evidence, Pools.Now)));
    }

    [Fact]
    public void A_new_member_waits_until_it_is_seen_healthy_and_counts_as_nothing_taken_out()
    {
        var pool = Pools.Of(3);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a", 1, 2)) with
        {
            Known = ImmutableDictionary<IPAddress, KnownHealth>.Empty.Add(Pools.Address(1), new KnownHealth(true, Pools.LongAgo)),
            Serving = [Pools.Address(1)],
        };
        var verdict = HealthJudge.Judge(pool, evidence, Pools.Now);
        Assert.Equal([3], Up(verdict));
        Assert.Equal(VerdictReason.New, verdict.Members[1].Reason);
        Assert.StartsWith("not yet seen healthy", verdict.Members[1].Text);
        Assert.True(verdict.IsComplete);
    }

    [Fact]
    public void An_observer_that_has_seen_nothing_yet_changes_nothing_that_is_known()
    {
        var pool = Pools.Of(3);
        var nothing = new PoolOpinions("a", ImmutableDictionary<IPAddress, MemberOpinion>.Empty);
        Assert.Equal([1, 2, 3], Up(HealthJudge.Judge(pool, Pools.Evidence(pool, nothing), Pools.Now)));
        var verdict = HealthJudge.Judge(pool, Pools.Evidence(pool, nothing) with { Known = ImmutableDictionary<IPAddress, KnownHealth>.Empty }, Pools.Now);
        Assert.False(verdict.IsComplete);
        Assert.Empty(Up(verdict));
    }

    [Fact]
    public void What_a_node_says_of_itself_counts()
    {
        var pool = Pools.Of(5);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a")) with
        {
            Nodes = ImmutableDictionary<IPAddress, NodeState>.Empty.Add(Pools.Address(1), NodeState.Draining).Add(Pools.Address(2), NodeState.Unwell),
        };
        var verdict = HealthJudge.Judge(pool, evidence, Pools.Now);
        Assert.True(verdict.Members[0] is { IsUp: true, IsDraining: true, MayServe: false });
        Assert.Equal("it reports itself unwell", verdict.Members[1].Text);
        Assert.Equal([1, 3, 4, 5], Up(verdict));
    }

    [Fact]
    public void A_node_that_must_report_and_does_not_goes_out()
    {
        var pool = Pools.Of(3) with { RequiresReports = true };
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a")) with
        {
            Nodes = ImmutableDictionary<IPAddress, NodeState>.Empty.Add(Pools.Address(1), NodeState.Serving).Add(Pools.Address(3), NodeState.Serving),
        };
        Assert.Equal([1, 3], Up(HealthJudge.Judge(pool, evidence, Pools.Now)));
    }

    [Fact]
    public void A_person_s_drain_is_neither_doubted_nor_limited()
    {
        var pool = Pools.Of(4);
        pool = pool with { Members = [.. pool.Members.Select((member, i) => member with { IsDrained = i < 3 })] };
        var verdict = HealthJudge.Judge(pool, Pools.Evidence(pool, Pools.Sees(pool, "a")), Pools.Now);
        Assert.Equal(1, verdict.Members.Count(member => member.MayServe));
        Assert.Equal("drained by a person", verdict.Members[0].Text);
    }

    [Fact]
    public void Frozen_means_as_it_was()
    {
        var pool = Pools.Of(4);
        var evidence = Pools.Evidence(pool, Pools.Sees(pool, "a", 2));
        var verdict = HealthJudge.Freeze(HealthJudge.Judge(pool, evidence, Pools.Now), evidence.Known, "alice: drill");
        Assert.Equal([1, 2, 3, 4], Up(verdict));
        Assert.Equal("frozen by alice: drill", verdict.Members[1].Text);
    }

    [Fact]
    public void No_observations_take_out_more_than_one_member_or_the_share_at_once()
    {
        var opinion = Gen.Int[0, 2].Select(n => (Opinion)n);
        Gen.Select(Gen.Int[1, 9], opinion.Array[27], Gen.Int[0, 600]).Sample((members, opinions, ago) =>
        {
            var pool = Pools.Of(members);
            var seen = Enumerable.Range(0, 3).Select(observer => new PoolOpinions(
                $"{observer}",
                pool.Members.Select((member, i) => (member.Address, Opinion: opinions[(observer * 9) + i])).ToImmutableDictionary(one => one.Address, one => new MemberOpinion(one.Opinion))));
            var evidence = Pools.Evidence(pool, [.. seen]) with { SuspectedSince = ago == 0 ? null : Pools.Now - TimeSpan.FromSeconds(ago) };
            var down = HealthJudge.Judge(pool, evidence, Pools.Now).Members.Count(member => !member.IsUp);
            Assert.True(down <= Math.Max(1, 0.34 * members), $"{down} of {members}");
        });
    }
}
