using System.Net;
using Holdfast.Server.Admission;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Tests.Admission;

public sealed class RateLimiterTests
{
    private static readonly RateLimitOptions _ten = new() { QueriesPerSecond = 10, Burst = 5 };
    private static readonly ClientAddress _client = ClientAddress.From(IPAddress.Parse("192.0.2.1"));

    [Fact]
    public void A_burst_is_let_in_and_then_the_rate()
    {
        var limiter = new RateLimiter(_ten);
        Assert.Equal(6, Admitted(limiter, _client, TimeSpan.FromSeconds(100), 50));
        Assert.Equal(10, Enumerable.Range(1, 1000).Sum(i => Admitted(limiter, _client, TimeSpan.FromSeconds(100) + TimeSpan.FromMilliseconds(i), 1)));
    }

    [Fact]
    public void Clients_do_not_spend_each_others_credit()
    {
        var limiter = new RateLimiter(_ten);
        for (var i = 0; i < 1000; i++)
        {
            var client = ClientAddress.From(new IPAddress(new byte[] { 192, 0, (byte)(i >> 8), (byte)i }));
            Assert.Equal(6, Admitted(limiter, client, TimeSpan.FromSeconds(1), 20));
        }
    }

    [Fact]
    public void Addresses_of_one_network_are_one_client()
    {
        var limiter = new RateLimiter(_ten);
        var addresses = Enumerable.Range(0, 50).Select(i => ClientAddress.From(IPAddress.Parse($"2001:db8:0:{i:x}::{i:x}"))).ToArray();
        Assert.Equal(6, addresses.Count(address => limiter.TryAdmit(address, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void A_flood_of_addresses_needs_no_more_room()
    {
        var limiter = new RateLimiter(_ten with { TableEntries = 1024 });
        Assert.Equal(0, Enumerable.Range(0, 3).Min(_ => AllocatedByFlood(limiter)));
    }

    [Fact]
    public void This_machine_is_not_limited()
    {
        Assert.Equal(100, Admitted(new RateLimiter(_ten), ClientAddress.From(IPAddress.Loopback), TimeSpan.FromSeconds(1), 100));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        Assert.Equal(100, Admitted(new RateLimiter(_ten with { QueriesPerSecond = 0 }), _client, TimeSpan.FromSeconds(1), 100));
    }

    private static long AllocatedByFlood(RateLimiter limiter)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500_000; i++)
        {
            limiter.TryAdmit(new ClientAddress(new UInt128(0, 0xFFFF_0000_0000ul | ((uint)i * 2654435761u))), TimeSpan.FromSeconds(1));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static int Admitted(RateLimiter limiter, ClientAddress client, TimeSpan now, int queries)
    {
        var admitted = 0;
        for (var i = 0; i < queries; i++)
        {
            admitted += limiter.TryAdmit(client, now) ? 1 : 0;
        }

        return admitted;
    }
}
