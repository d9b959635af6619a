using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Holdfast.Balancing.Choosing;
using Holdfast.Balancing.Ejecting;
using Holdfast.Endpoints.Observing;

namespace Holdfast.Balancing.Tests.Choosing;

public sealed class RotationPlannerTests
{
    private static readonly TimeSpan _now = TimeSpan.FromMinutes(1);

    private static readonly Gen<(int Weight, bool Down, bool Drained, bool Draining, bool Ejected)[]> _pools =
        Gen.Select(Gen.Int[1, 5], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool).Array[1, 12];

    [Fact]
    public void No_health_drains_and_ejections_leave_nobody() => _pools.Sample(pool => Assert.Contains(Plan(pool).Standings, IsServing));

    [Fact]
    public void Ejections_leave_half_of_the_pool_in_rotation() => _pools.Sample(pool =>
    {
        var rotation = Plan(pool);
        if (!rotation.Standings.Contains(NodeStanding.Ejected))
        {
            return;
        }

        var serving = pool.Where((_, i) => IsServing(rotation.Standings[i])).Sum(node => node.Weight);
        Assert.True(serving * 2 >= pool.Sum(node => node.Weight));
    });

    [Fact]
    public void Who_is_drained_gets_nothing_unless_everybody_is() => _pools.Sample(pool =>
    {
        var rotation = Plan(pool);
        var all = pool.All(node => node.Drained || node.Draining);
        Assert.All(pool.Index().Where(node => node.Item.Drained || node.Item.Draining), node => Assert.Equal(all, IsServing(rotation.Standings[node.Index])));
    });

    [Fact]
    public void What_is_chosen_is_what_stands_as_serving() => _pools.Sample(pool =>
    {
        var rotation = Plan(pool);
        Assert.Equal(rotation.Standings.Index().Where(node => IsServing(node.Item)).Select(node => node.Index), rotation.Near.Nodes.Concat(rotation.Far.Nodes).Order());
    });

    [Fact]
    public void Whom_the_observers_see_fail_gets_nothing() =>
        Assert.Equal([NodeStanding.Serving, NodeStanding.Down, NodeStanding.Serving], Plan(Pools.Of(1, 1, 1), down: [1]).Standings);

    [Fact]
    public void Before_anybody_looked_all_serve()
    {
        var options = Pools.Of(1, 1);
        Assert.Equal([NodeStanding.Serving, NodeStanding.Serving], RotationPlanner.Plan(options, null, [], new Ejection?[2], _now).Standings);
        var verdict = Pools.Verdict(options, 1);
        var half = verdict with { IsComplete = false, Members = verdict.Members.SetItem(1, verdict.Members[1] with { Reason = VerdictReason.New }) };
        Assert.Equal([NodeStanding.Serving, NodeStanding.Serving], RotationPlanner.Plan(options, half, [], new Ejection?[2], _now).Standings);
    }

    [Theory]
    [InlineData(3, false)] // one of four is a quarter, which is believed
    [InlineData(4, true)]
    public void When_hardly_anybody_is_well_every_node_gets_requests(int down, bool failsOpen)
    {
        var rotation = Plan(Pools.Of(1, 1, 1, 1), down: [.. Enumerable.Range(0, down)]);
        Assert.Equal(failsOpen, rotation.IsFailingOpen);
        Assert.Equal(failsOpen ? 4 : 1, rotation.Standings.Count(IsServing));
    }

    [Fact]
    public void When_health_is_not_believed_drained_nodes_still_get_nothing() =>
        Assert.Equal([NodeStanding.Drained, NodeStanding.FailingOpen, NodeStanding.FailingOpen], Plan(Pools.Of(1, 1, 1), down: [1, 2], drained: [0]).Standings);

    [Fact]
    public void Who_was_ejected_first_goes_first_and_who_would_go_below_the_floor_stays()
    {
        var ejections = new Ejection?[] { At(30), At(10), At(20), null };
        var rotation = RotationPlanner.Plan(Pools.Of(1, 1, 1, 1), null, [], ejections, _now);
        Assert.Equal([NodeStanding.Serving, NodeStanding.Ejected, NodeStanding.Ejected, NodeStanding.Serving], rotation.Standings);
        Assert.Equal(1, rotation.Withheld);
    }

    [Fact]
    public void An_ejection_ends_by_itself() => Assert.Equal(
        [NodeStanding.Serving, NodeStanding.Serving],
        RotationPlanner.Plan(Pools.Of(1, 1), null, [], [new Ejection(1, TimeSpan.Zero, _now), null], _now).Standings);

    [Theory]
    [InlineData("", 0, 0)] // no preference
    [InlineData("a", 0, 1)] // all of the zone's four are there
    [InlineData("a", 1, 1)] // three of four are enough
    [InlineData("a", 2, 0.5 / 0.7)] // half is not: the zone takes what it can, the rest goes elsewhere
    [InlineData("a", 4, 0)]
    [InlineData("elsewhere", 0, 0)]
    public void The_own_zone_takes_everything_while_it_has_enough(string zone, int down, double share)
    {
        var options = Pools.Of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) with { Zone = zone };
        var rotation = Plan(options, down: [.. Enumerable.Range(0, down).Select(i => 3 * i)]);
        Assert.Equal(share, rotation.NearShare / (double)(1UL << 32), 3);
        var loads = new NodeLoad[12];
        var chance = new Chance(1);
        var near = Enumerable.Range(0, 10_000).Count(_ => rotation.Pick(chance.Next(), loads) % 3 == 0);
        Assert.InRange(near / 10_000.0, (zone == "a" ? share : 1 / 3.0) - 0.02, (zone == "a" ? share : 1 / 3.0) + 0.02);
    }

    [Fact]
    public void Another_attempt_goes_to_the_own_zone_then_elsewhere_and_never_to_the_same_node()
    {
        var options = Pools.Of(1, 1, 1, 1) with { Zone = "a" }; // nodes 0 and 3
        var rotation = Plan(options);
        Assert.Equal(3, rotation.PickAnother(0, new NodeLoad[4], [0]));
        Assert.InRange(rotation.PickAnother(0, new NodeLoad[4], [0, 3])!.Value, 1, 2);
        Assert.Equal(2, rotation.PickAnother(0, new NodeLoad[4], [0, 3, 1]));
        Assert.Null(rotation.PickAnother(0, new NodeLoad[4], [0, 3, 1, 2]));
    }

    private static bool IsServing(NodeStanding standing) => standing is NodeStanding.Serving or NodeStanding.FailingOpen;

    private static Ejection At(int from) => new(1, TimeSpan.FromSeconds(from), _now + TimeSpan.FromSeconds(from));

    private static Rotation Plan(VirtualAddressOptions options, int[]? down = null, int[]? drained = null) => RotationPlanner.Plan(
        options, Pools.Verdict(options, down ?? []), [.. (drained ?? []).Select(Pools.Address)], new Ejection?[options.Nodes.Length], _now);

    private static Rotation Plan((int Weight, bool Down, bool Drained, bool Draining, bool Ejected)[] pool)
    {
        var options = Pools.Of([.. pool.Select(node => node.Weight)]);
        ImmutableHashSet<IPAddress> drained = [.. pool.Index().Where(node => node.Item.Drained).Select(node => Pools.Address(node.Index))];
        var ejections = pool.Select((node, i) => node.Ejected ? At(i) : (Ejection?)null).ToArray();
        return RotationPlanner.Plan(options with { Zone = "b" }, Pools.Verdict(options, i => pool[i].Down, i => pool[i].Draining), drained, ejections, _now);
    }
}
