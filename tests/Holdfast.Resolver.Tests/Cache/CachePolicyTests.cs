using Holdfast.Resolver.Cache;

namespace Holdfast.Resolver.Tests.Cache;

public sealed class CachePolicyTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(300, 0, 300)]
    [InlineData(300, 600, 600)]
    [InlineData(86_401, 0, 86_400)]
    [InlineData(0x8000_0000, 0, 0)]
    [InlineData(0xFFFF_FFFF, 5, 5)]
    public void A_TTL_stays_within_floor_and_ceiling(uint ttl, int floor, uint used) =>
        Assert.Equal(used, new CachePolicy { MinTtl = TimeSpan.FromSeconds(floor) }.ClampTtl(ttl));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(1_000_000, 5)]
    public void Failures_in_a_row_are_remembered_longer_each_time(int before, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new CachePolicy().FailureTtl(before));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.5)]
    [InlineData(5, 1)]
    [InlineData(300, 30)]
    public void Refresh_begins_in_the_last_tenth_or_the_last_second(double ttl, double window) =>
        Assert.Equal(TimeSpan.FromSeconds(window), CachePolicy.PrefetchWindow(TimeSpan.FromSeconds(ttl)));

    [Fact]
    public void Values_out_of_range_are_named_with_their_range()
    {
        Assert.Empty(new CachePolicy().Faults());
        Assert.Equal(
            ["MaxOctets is 5; allowed: 65536 and more", "MaxTtl is 8.00:00:00; allowed: 00:00:01 to 7.00:00:00", "PrefetchReads is 0; allowed: 1 to 255"],
            new CachePolicy { MaxOctets = 5, MaxTtl = TimeSpan.FromDays(8), PrefetchReads = 0 }.Faults());
    }
}
