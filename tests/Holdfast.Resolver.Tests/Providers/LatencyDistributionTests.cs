using Holdfast.Resolver.Providers;

namespace Holdfast.Resolver.Tests.Providers;

public sealed class LatencyDistributionTests
{
    [Fact]
    public void An_empty_distribution_says_what_it_is_told_to_say()
    {
        var latency = new LatencyDistribution();
        Assert.True(latency.IsEmpty);
        Assert.Equal(TimeSpan.FromSeconds(1), latency.Quantile(0.95, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_quantile_is_at_most_a_quarter_octave_above_the_sample()
    {
        var latency = new LatencyDistribution();
        for (var i = 1; i <= 100; i++)
        {
            latency.Add(TimeSpan.FromMilliseconds(i));
        }

        var p95 = latency.Quantile(0.95, TimeSpan.Zero).TotalMilliseconds;
        Assert.InRange(p95, 95, 95 * 1.19 * 1.19);
        Assert.InRange(latency.Quantile(0.5, TimeSpan.Zero).TotalMilliseconds, 50, 50 * 1.19 * 1.19);
    }

    [Fact]
    public void Old_samples_fade()
    {
        var latency = new LatencyDistribution();
        for (var i = 0; i < LatencyDistribution.Memory; i++)
        {
            latency.Add(TimeSpan.FromMilliseconds(500));
        }

        for (var i = 0; i < 4 * LatencyDistribution.Memory; i++)
        {
            latency.Add(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(latency.Quantile(0.95, TimeSpan.Zero).TotalMilliseconds, 1, 1.2);
        Assert.InRange(latency.Average.TotalMilliseconds, 1, 1.1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public void Times_beyond_both_ends_are_kept_in_the_end_buckets(int seconds)
    {
        var latency = new LatencyDistribution();
        latency.Add(TimeSpan.FromSeconds(seconds));
        Assert.InRange(latency.Quantile(1, TimeSpan.Zero), TimeSpan.FromMicroseconds(64), TimeSpan.FromSeconds(20));
    }
}
