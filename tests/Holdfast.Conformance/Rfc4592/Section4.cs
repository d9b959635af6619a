using Holdfast.Server.Zones;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Names;

namespace Holdfast.Conformance.Rfc4592;

/// <summary>RFC 4592 §4: wildcards that own certain types.</summary>
public sealed class Section4
{
    [Theory]
    [InlineData("x.alias.example. A", "NOERROR AA, CNAME x.alias.example. host.example., A host.example. 192.0.2.1")] // §3.4
    [InlineData("x.alias.example. CNAME", "NOERROR AA, CNAME x.alias.example. host.example.")]
    [InlineData("x.loop.example. A", "NOERROR AA, CNAME x.loop.example. y.loop.example., CNAME y.loop.example. y.loop.example.")] // y stands for itself
    [InlineData("x.away.example. A", "NOERROR AA, CNAME x.away.example. www.elsewhere.net.")]
    [InlineData("_x.srv.example. SRV", "NOERROR AA, SRV _x.srv.example. 0 0 1 host.example., +A host.example. 192.0.2.1")] // §4.5
    [InlineData("x.ds.example. DS", "NOERROR AA, DS x.ds.example. 1 8 2 AA")] // §4.6
    [InlineData("a.b.c.deep.example. A", "NOERROR AA, A a.b.c.deep.example. 192.0.2.9")]
    public void They_are_synthesised_like_others(string question, string answer)
    {
        var zone = new OwnAuthority(ServedZone.Of("example.",
            "*.alias CNAME host", "host A 192.0.2.1", "*.loop CNAME y.loop", "*.away CNAME www.elsewhere.net.",
            "*.srv SRV 0 0 1 host", "*.ds DS 1 8 2 AA", "*.deep A 192.0.2.9"));
        Assert.Equal(answer, zone.Say(question));
    }

    [Fact]
    public void A_wildcard_that_would_be_a_cut_is_refused_with_its_place()
    {
        var load = ZoneLoad.Read(
            new ZoneFileOptions(DomainName.Parse("example."), "zone"),
            () => new StringReader(ServedZone.Of("example.", "*.sub NS ns").Text));
        Assert.Equal("zone:6:1: A wildcard cannot have NS: what it would mean is not defined (RFC 4592 §4.2). In: *.sub NS ns", Assert.Single(load.Problems).ToString());
    }
}
