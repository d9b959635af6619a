using Holdfast.Balancing.Choosing;

namespace Holdfast.Balancing.Tests.Choosing;

public sealed class RotationGroupTests
{
    private const int Picks = 30_000;
    private readonly Chance _chance = new(20_251_020);

    [Fact]
    public void Idle_nodes_get_requests_by_their_weights()
    {
        var group = new RotationGroup([(0, 1), (1, 2), (2, 3)]);
        var picks = Pick(group, new NodeLoad[3]);
        Assert.InRange(picks[0] / (double)Picks, 0.157, 0.177);
        Assert.InRange(picks[1] / (double)Picks, 0.323, 0.343);
        Assert.InRange(picks[2] / (double)Picks, 0.490, 0.510);
    }

    [Fact]
    public void Of_two_drawn_the_one_with_less_in_flight_for_its_weight_is_chosen()
    {
        var group = new RotationGroup([(0, 1), (1, 4)]);
        var loads = new NodeLoad[2];
        (loads[0].InFlight, loads[1].InFlight) = (3, 8);
        Assert.Equal(Picks, Pick(group, loads)[1]);
        (loads[0].InFlight, loads[1].InFlight) = (3, 13);
        Assert.Equal(Picks, Pick(group, loads)[0]);
    }

    [Fact]
    public void The_most_loaded_of_several_gets_nothing_since_whoever_is_drawn_beside_it_is_better()
    {
        var loads = new NodeLoad[4];
        loads[2].InFlight = 1;
        Assert.Equal(0, Pick(new RotationGroup([(0, 1), (1, 1), (2, 1), (3, 1)]), loads)[2]);
    }

    [Fact]
    public void A_lone_node_is_chosen_however_loaded()
    {
        var loads = new NodeLoad[3];
        loads[2].InFlight = 1000;
        Assert.Equal(Picks, Pick(new RotationGroup([(2, 7)]), loads)[2]);
    }

    [Fact]
    public void Every_number_that_can_be_drawn_is_within_the_group()
    {
        var group = new RotationGroup([(0, 1), (1, 1000), (2, 1)]);
        foreach (var chance in new[] { 0UL, uint.MaxValue, ulong.MaxValue, ~(ulong)uint.MaxValue })
        {
            Assert.InRange(group.Pick(chance, new NodeLoad[3]), 0, 2);
        }
    }

    private int[] Pick(RotationGroup group, NodeLoad[] loads)
    {
        var picks = new int[loads.Length];
        for (var i = 0; i < Picks; i++)
        {
            picks[group.Pick(_chance.Next(), loads)]++;
        }

        return picks;
    }
}
