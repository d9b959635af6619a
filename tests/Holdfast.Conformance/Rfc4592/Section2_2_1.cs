using Holdfast.TestPeers.RealServers;

namespace Holdfast.Conformance.Rfc4592;

/// <summary>RFC 4592 §2.2.1: the example zone, and every answer the RFC gives for it.</summary>
public sealed class Section2_2_1
{
    private static readonly OwnAuthority _zone = new(new ServedZone("example.", """
        $ORIGIN example.
        example.                 3600 IN  SOA   ns.example.com. hostmaster.example.com. 1 3600 600 86400 300
        example.                 3600     NS    ns.example.com.
        example.                 3600     NS    ns.example.net.
        *.example.               3600     TXT   "this is a wildcard"
        *.example.               3600     MX    10 host1.example.
        sub.*.example.           3600     TXT   "this is not a wildcard"
        host1.example.           3600     A     192.0.2.1
        _ssh._tcp.host1.example. 3600     SRV   0 0 22 host1.example.
        _ssh._tcp.host2.example. 3600     SRV   0 0 22 host2.example.
        subdel.example.          3600     NS    ns.example.com.
        subdel.example.          3600     NS    ns.example.net.

        """));

    [Theory]
    [InlineData("host3.example. MX", "NOERROR AA, MX host3.example. 10 host1.example., +A host1.example. 192.0.2.1")]
    [InlineData("host3.example. A", "NOERROR AA, !SOA example.")] // no data: the wildcard has no A
    [InlineData("foo.bar.example. TXT", "NOERROR AA, TXT foo.bar.example. \"this is a wildcard\"")] // bar.example. does not exist
    [InlineData("host1.example. MX", "NOERROR AA, !SOA example.")] // host1.example. exists
    [InlineData("sub.*.example. MX", "NOERROR AA, !SOA example.")] // sub.*.example. exists
    [InlineData("_telnet._tcp.host1.example. SRV", "NXDOMAIN AA, !SOA example.")] // _tcp.host1.example. exists, without data
    [InlineData("host.subdel.example. A", "NOERROR, !NS subdel.example. ns.example.com., !NS subdel.example. ns.example.net.")] // a cut above
    [InlineData("ghost.*.example. MX", "NXDOMAIN AA, !SOA example.")] // *.example. exists, and has no wildcard below it
    public void The_wildcard_answers_as_the_RFC_says(string question, string answer) => Assert.Equal(answer, _zone.Say(question));

    [Theory]
    [InlineData("*.example. TXT", "NOERROR AA, TXT *.example. \"this is a wildcard\"")] // §2.1.1: no special meaning in a question
    [InlineData("*.example. A", "NOERROR AA, !SOA example.")]
    [InlineData("sub.*.example. TXT", "NOERROR AA, TXT sub.*.example. \"this is not a wildcard\"")]
    [InlineData("_tcp.host1.example. A", "NOERROR AA, !SOA example.")] // §2.2.2: an empty non-terminal
    [InlineData("host2.example. TXT", "NOERROR AA, !SOA example.")] // one too, and so no wildcard for it
    [InlineData("HOST3.Example. MX", "NOERROR AA, MX HOST3.Example. 10 host1.Example., +A host1.Example. 192.0.2.1")]
    [InlineData("_ssh._tcp.host1.example. SRV", "NOERROR AA, SRV _ssh._tcp.host1.example. 0 0 22 host1.example., +A host1.example. 192.0.2.1")]
    public void What_exists_is_not_synthesised(string question, string answer) => Assert.Equal(answer, _zone.Say(question));
}
