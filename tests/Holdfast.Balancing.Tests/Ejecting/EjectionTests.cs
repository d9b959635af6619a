using Holdfast.Balancing.Ejecting;

namespace Holdfast.Balancing.Tests.Ejecting;

public sealed class EjectionTests
{
    private static readonly BalancingLimits _limits = new() { EjectFor = TimeSpan.FromSeconds(10), EjectForMost = TimeSpan.FromSeconds(60) };

    [Fact]
    public void Each_ejection_soon_after_another_lasts_twice_as_long_up_to_the_most()
    {
        Ejection? ejection = null;
        var lengths = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            ejection = Ejection.Next(ejection, ejection?.Until ?? TimeSpan.Zero, _limits);
            lengths.Add((ejection.Value.Until - ejection.Value.From).TotalSeconds);
        }

        Assert.Equal([10, 20, 40, 60, 60, 60], lengths);
    }

    [Fact]
    public void A_node_that_did_well_for_long_begins_anew()
    {
        var first = Ejection.Next(Ejection.Next(null, TimeSpan.Zero, _limits), TimeSpan.FromSeconds(10), _limits);
        Assert.Equal(2, first.Times);
        Assert.Equal(1, Ejection.Next(first, first.Until + _limits.EjectForMost, _limits).Times);
    }

    [Fact]
    public void However_often_it_is_ejected_the_length_stays_a_length()
    {
        var often = Ejection.Next(new Ejection(int.MaxValue - 1, TimeSpan.Zero, TimeSpan.Zero), TimeSpan.Zero, new BalancingLimits());
        Assert.Equal(new BalancingLimits().EjectForMost, often.Until);
    }
}
