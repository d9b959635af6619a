using Holdfast.TestPeers.RealServers;

namespace Holdfast.Conformance.Rfc8482;

/// <summary>RFC 8482 §4.1: of what a name has, ANY gets one set of records, and otherwise what any type would.</summary>
public sealed class Section4
{
    private static readonly OwnAuthority _zone = new(ServedZone.Of("example.",
        "many A 192.0.2.1", "many A 192.0.2.2", "many TXT t", "many MX 0 many", "mx MX 0 many", "mx TXT t", "alias CNAME many", "sub NS ns", "a.ent A 192.0.2.3", "*.wild TXT w"));

    [Theory]
    [InlineData("many.example. ANY", "NOERROR AA, A many.example. 192.0.2.1, A many.example. 192.0.2.2")]
    [InlineData("mx.example. ANY", "NOERROR AA, MX mx.example. 0 many.example., +A many.example. 192.0.2.1, +A many.example. 192.0.2.2")]
    [InlineData("alias.example. ANY", "NOERROR AA, CNAME alias.example. many.example.")]
    [InlineData("sub.example. ANY", "NOERROR, !NS sub.example. ns.example., +A ns.example. 127.0.0.1")]
    [InlineData("ent.example. ANY", "NOERROR AA, !SOA example.")]
    [InlineData("none.example. ANY", "NXDOMAIN AA, !SOA example.")]
    [InlineData("x.wild.example. ANY", "NOERROR AA, TXT x.wild.example. \"w\"")]
    public void One_set_is_enough(string question, string answer) => Assert.Equal(answer, _zone.Say(question));
}
