using Holdfast.TestPeers.RealServers;

namespace Holdfast.Conformance.Rfc6672;

/// <summary>RFC 6672 §2.2 and §3: what a DNAME record makes of names below it.</summary>
public sealed class Section3
{
    private static readonly OwnAuthority _zone = new(
        ServedZone.Of("com.",
            "example DNAME example.net.", "example A 192.0.2.1", "x.sub A 192.0.2.2", "sub DNAME target", "www.target A 192.0.2.3",
            "alias CNAME www.sub", "self DNAME below.self", "self2 DNAME self2", "*.wild DNAME target", "cut NS ns", "cut DNAME target", "*.target TXT w",
            $"long DNAME {string.Join('.', Enumerable.Repeat(new string('l', 49), 4))}.com."),
        ServedZone.Of("example.net.", "* A 192.0.2.4"));

    [Theory]
    [InlineData("foo.example.com. A", "NOERROR AA, DNAME example.com. example.net., CNAME foo.example.com. foo.example.net., A foo.example.net. 192.0.2.4")] // §2.2
    [InlineData("a.b.example.com. CNAME", "NOERROR AA, DNAME example.com. example.net., CNAME a.b.example.com. a.b.example.net.")]
    [InlineData("example.com. A", "NOERROR AA, A example.com. 192.0.2.1")] // §2.2: the owner is not redirected
    [InlineData("example.com. DNAME", "NOERROR AA, DNAME example.com. example.net.")]
    [InlineData("example.com. MX", "NOERROR AA, !SOA com.")]
    [InlineData("x.sub.com. A", "NOERROR AA, DNAME sub.com. target.com., CNAME x.sub.com. x.target.com., !SOA com.")] // §2.4: names below are hidden
    [InlineData("www.sub.com. A", "NOERROR AA, DNAME sub.com. target.com., CNAME www.sub.com. www.target.com., A www.target.com. 192.0.2.3")]
    [InlineData("y.sub.com. TXT", "NOERROR AA, DNAME sub.com. target.com., CNAME y.sub.com. y.target.com., TXT y.target.com. \"w\"")]
    [InlineData("alias.com. A", "NOERROR AA, CNAME alias.com. www.sub.com., DNAME sub.com. target.com., CNAME www.sub.com. www.target.com., A www.target.com. 192.0.2.3")]
    [InlineData("x.cut.com. A", "NOERROR, !NS cut.com. ns.com., +A ns.com. 127.0.0.1")] // a cut goes before
    [InlineData("x.wild.com. DNAME", "NOERROR AA, DNAME x.wild.com. target.com.")] // §3.3: synthesised, and does not redirect
    [InlineData("y.x.wild.com. A", "NOERROR AA, !SOA com.")]
    public void Names_below_are_redirected(string question, string answer) =>
        Assert.Equal(answer, _zone.Say(question));

    [Fact]
    public void What_becomes_too_long_is_YXDOMAIN()
    {
        var label = new string('a', 63);
        Assert.StartsWith("YXDOMAIN AA, DNAME long.com. ", _zone.Say($"{label}.long.com. A"), StringComparison.Ordinal);
        Assert.DoesNotContain("CNAME", _zone.Say($"{label}.long.com. A"), StringComparison.Ordinal);
        Assert.StartsWith("NXDOMAIN AA, DNAME long.com. ", _zone.Say($"{label[..40]}.long.com. A"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.self.com. A", 32)]
    [InlineData("x.self2.com. A", 2)]
    public void Redirections_that_never_end_are_cut_short(string question, int most)
    {
        var said = _zone.Say(question);
        Assert.StartsWith("NOERROR AA", said, StringComparison.Ordinal);
        Assert.InRange(said.Split(", ").Length - 1, 1, most);
    }
}
