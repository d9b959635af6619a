using System.Net;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Server.Tests.Listeners;

public sealed class DigTests
{
    [Theory]
    [InlineData("+notcp")]
    [InlineData("+tcp")]
    public async Task Dig_gets_a_miss_and_then_a_hit(string transport)
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(server.Udp, "www.example.com", "A", transport));
        }

        Assert.Single(server.Resolver.Asked);
    }

    [Fact]
    public async Task Dig_turns_to_tcp_when_the_answer_is_too_long_for_udp()
    {
        await using var server = await TestServer.StartAsync();
        var result = await Dig.AskAsync(server.Udp, "many.example.com", "A");
        Assert.Contains("Truncated, retrying in TCP mode", result.Output, StringComparison.Ordinal);
        Assert.Contains("ANSWER: 200", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dig_sees_who_failed_when_nobody_answers()
    {
        await using var server = await TestServer.StartAsync();
        var result = await Dig.AskAsync(server.Udp, "nowhere.example.com", "A");
        Assert.Contains("status: SERVFAIL", result.Output, StringComparison.Ordinal);
        Assert.Contains("EDE: 22 (No Reachable Authority): (one: silent; two: refused)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dig_is_told_that_an_answer_is_stale_and_gets_thirty_seconds()
    {
        await using var server = await TestServer.StartAsync();
        server.Resolver.ServesStale = true;
        var result = await Dig.AskAsync(server.Udp, "www.example.com", "A");
        Assert.Contains("EDE: 3 (Stale Answer): (nobody answers)", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"www\.example\.com\.\s+30\s+IN\s+A\s+192\.0\.2\.1", result.Output);
    }

    [Fact]
    public async Task Dig_and_the_server_agree_on_cookies_and_identity()
    {
        await using var server = await TestServer.StartAsync(TestServer.Options with { Identity = "ns1.test" });
        var result = await Dig.AskAsync(server.Udp, "www.example.com", "A", "+nsid");
        Assert.Matches(@"COOKIE: [0-9a-f]{48} \(good\)", result.Output);
        Assert.Contains("(\"ns1.test\")", result.Output, StringComparison.Ordinal);
        Assert.Equal(["\"ns1.test\""], await Dig.ShortAsync(server.Udp, "-c", "CH", "-t", "TXT", "id.server"));
    }

    [Fact]
    public async Task Replies_leave_from_the_address_that_was_asked_when_bound_to_all()
    {
        var options = TestServer.Options with { Udp = [new(IPAddress.Any, 0), new(IPAddress.IPv6Any, 0)], Tcp = [] };
        await using var server = await TestServer.StartAsync(options);
        foreach (var (bound, address) in server.Server.EndPoints.Zip(["127.0.0.53", "::1"]))
        {
            // dig ignores a response that comes from another address than the one it asked.
            var at = new IPEndPoint(IPAddress.Parse(address), bound.EndPoint.Port);
            Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(at, "www.example.com", "A"));
            Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(at, "www.example.com", "A"));
        }
    }

    [Fact]
    public async Task Keepalive_is_told_over_tcp_only()
    {
        await using var server = await TestServer.StartAsync();
        var tcp = await Dig.AskAsync(server.Tcp, "www.example.com", "A", "+tcp", "+keepalive");
        Assert.Matches("TCP.KEEPALIVE: 30.0", tcp.Output);
        var udp = await Dig.AskAsync(server.Udp, "www.example.com", "A", "+notcp", "+keepalive");
        Assert.DoesNotContain("TCP KEEPALIVE", udp.Output, StringComparison.Ordinal);
    }
}
