using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Conformance.Peers;

/// <summary>The real servers start as configured here: a test that fails elsewhere should not be their fault.</summary>
public sealed class RealServerTests
{
    private static readonly ServedZone _zone = ServedZone.Of("example.test.", "www IN A 192.0.2.7");

    [Fact]
    public Task Nsd_answers() => AuthorityAnswersAsync(new Nsd(_zone));

    [Fact]
    public Task Knot_answers() => AuthorityAnswersAsync(new KnotDns(_zone));

    [Fact]
    public Task Named_answers() => AuthorityAnswersAsync(new Named(_zone));

    [Fact]
    public async Task Nsd_and_named_answer_over_tls_and_https()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["dns.example.test"], [System.Net.IPAddress.Loopback]);
        await using var nsd = await StartAsync(new Nsd(_zone) { Certificate = certificate });
        await using var named = await StartAsync(new Named(_zone) { Certificate = certificate });
        Assert.Contains("192.0.2.7", (await Dig.KdigAsync(nsd.TlsEndPoint, "www.example.test", "A", "+tls")).Output, StringComparison.Ordinal);
        Assert.Contains("192.0.2.7", (await Dig.KdigAsync(named.TlsEndPoint, "www.example.test", "A", "+tls")).Output, StringComparison.Ordinal);
        Assert.Contains("192.0.2.7", (await Dig.KdigAsync(named.HttpsEndPoint, "www.example.test", "A", "+https")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unbound")]
    [InlineData("dnsdist")]
    [InlineData("pdns_recursor")]
    [InlineData("named")]
    [InlineData("kresd")]
    [InlineData("dnsmasq")]
    public async Task A_forwarder_forwards(string program)
    {
        await using var nsd = await StartAsync(new Nsd(_zone));
        await using var forwarder = await StartAsync(program switch
        {
            "unbound" => new Unbound(nsd.EndPoint),
            "dnsdist" => new Dnsdist(nsd.EndPoint),
            "pdns_recursor" => new PowerDnsRecursor(nsd.EndPoint),
            "named" => new Named { Upstreams = [nsd.EndPoint] },
            "kresd" => new KnotResolver(nsd.EndPoint),
            _ => new Dnsmasq(nsd.EndPoint),
        });
        Assert.Equal(["192.0.2.7"], await Dig.ShortAsync(forwarder.EndPoint, "www.example.test", "A"));
        await forwarder.EndAsync(Signal.Terminate, TestContext.Current.CancellationToken);
        await forwarder.StartAgainAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["192.0.2.7"], await Dig.ShortAsync(forwarder.EndPoint, "www.example.test", "A", "+tcp"));
    }

    private static async Task AuthorityAnswersAsync(ServerProgram program)
    {
        await using var server = await StartAsync(program);
        Assert.Equal(["192.0.2.7"], await Dig.ShortAsync(server.EndPoint, "www.example.test", "A"));
        Assert.Equal(["192.0.2.7"], await Dig.ShortAsync(server.EndPoint, "www.example.test", "A", "+tcp"));
    }

    private static Task<RealServer> StartAsync(ServerProgram program)
    {
        Assert.SkipUnless(program.IsInstalled, $"{program.Executable} is not installed");
        return RealServer.StartAsync(program, TestContext.Current.CancellationToken);
    }
}
