using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.Tools;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.Conformance.Peers;

/// <summary>The faulty upstream goes wrong as told, seen with dig: what it is blamed for later must be its own doing.</summary>
public sealed class FaultyUpstreamTests
{
    private static readonly ZoneModel _zone = ZoneModel.Of("example.test.", negativeTtl: 7)
        .WithAddresses("www.example.test.", 300, "192.0.2.7", "2001:db8::7")
        .WithAlias("alias.example.test.", 60, "www.example.test.")
        .WithAddresses("*.wild.example.test.", 5, "192.0.2.8")
        .WithAddresses("big.example.test.", 5, [.. Enumerable.Range(1, 120).Select(n => $"198.51.100.{n}")]);

    [Theory]
    [InlineData("www.example.test", "192.0.2.7")]
    [InlineData("alias.example.test", "192.0.2.7 www.example.test.")]
    [InlineData("a.b.wild.example.test", "192.0.2.8")]
    [InlineData("nothing.example.test", "")]
    public async Task A_healthy_one_answers_from_its_zone_over_udp_and_tcp(string name, string answers)
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        Assert.Equal(answers, string.Join(' ', await Dig.ShortAsync(upstream.EndPoint, name, "A")));
        Assert.Equal(answers, string.Join(' ', await Dig.ShortAsync(upstream.EndPoint, name, "A", "+tcp")));
        Assert.Equal(2, upstream.Authority.QueriesFor(name));
    }

    [Theory]
    [InlineData("servfail", "status: SERVFAIL", "ANSWER: 0")]
    [InlineData("refused", "status: REFUSED", "ANSWER: 0")]
    [InlineData("nodata", "status: NOERROR", "example.test.\t\t7\tIN\tSOA")]
    [InlineData("nxdomain", "status: NXDOMAIN", "example.test.\t\t7\tIN\tSOA")]
    [InlineData("truncated", ";; Truncated, retrying in TCP mode.", "192.0.2.7")]
    [InlineData("addresses=192.0.2.66", "status: NOERROR", "192.0.2.66")]
    [InlineData("slow=50ms-60ms", "status: NOERROR", "192.0.2.7")]
    [InlineData("wrongid", "ID mismatch", "no servers could be reached")]
    [InlineData("silent", "no servers could be reached", "")]
    [InlineData("servfail type=AAAA", "status: NOERROR", "192.0.2.7")]
    [InlineData("servfail name=elsewhere.test.", "status: NOERROR", "192.0.2.7")]
    [InlineData("flapping=60s:servfail", "status: SERVFAIL", "")]
    public async Task A_fault_shows(string fault, string first, string second)
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        upstream.Set(fault);
        var seen = await Dig.AskAsync(upstream.EndPoint, "www.example.test", "A", "+time=1");
        Assert.Contains(first, seen.Output, StringComparison.Ordinal);
        Assert.Contains(second, seen.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_is_truncated()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        var udp = await Dig.AskAsync(upstream.EndPoint, "big.example.test", "A", "+ignore", "+bufsize=1232");
        Assert.Contains(" tc ", udp.Output, StringComparison.Ordinal);
        Assert.Equal(120, (await Dig.ShortAsync(upstream.EndPoint, "big.example.test", "A")).Length);
    }

    [Fact]
    public async Task Disorder_puts_the_alias_last()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        upstream.Set("disordered");
        var seen = (await Dig.AskAsync(upstream.EndPoint, "alias.example.test", "A", "+noall", "+answer")).Output;
        Assert.True(seen.IndexOf("192.0.2.7", StringComparison.Ordinal) < seen.IndexOf("CNAME", StringComparison.Ordinal), seen);
    }

    [Fact]
    public async Task It_speaks_tls()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["dns.example.test"]);
        await using var upstream = FaultyUpstream.Start(_zone, certificate);
        var seen = await Dig.KdigAsync(upstream.TlsEndPoint, "www.example.test", "A", "+tls");
        Assert.Contains("192.0.2.7", seen.Output, StringComparison.Ordinal);
    }
}
