using Holdfast.Server.Zones;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Zones;

public sealed class SpecialNamesTests
{
    [Theory]
    [InlineData("localhost", RecordType.A, "127.0.0.1")]
    [InlineData("a.b.LOCALHOST", RecordType.A, "127.0.0.1")]
    [InlineData("localhost", RecordType.AAAA, "::1")]
    public void Localhost_is_this_machine(string name, RecordType type, string expected) =>
        Assert.Equal(expected, Assert.Single(Find(name, type)!.Answers).ToString());

    [Theory]
    [InlineData("x.invalid")]
    [InlineData("printer.local")]
    [InlineData("facebookcorewwwi.onion")]
    [InlineData("www.test")]
    [InlineData("nas.home.arpa")]
    [InlineData("4.3.2.10.in-addr.arpa")]
    [InlineData("1.0.31.172.in-addr.arpa")]
    [InlineData("1.0.127.100.in-addr.arpa")]
    [InlineData("1.1.168.192.in-addr.arpa")]
    [InlineData("1.0.0.0.d.f.ip6.arpa")]
    [InlineData("1.8.e.f.ip6.arpa")]
    public void What_exists_nowhere_is_denied_here_with_its_zone(string name)
    {
        var answer = Find(name, RecordType.PTR);
        Assert.Equal(ResponseCode.NameError, answer?.Code);
        Assert.IsType<SoaData>(answer!.Authority!.Data);
        Assert.True(DomainName.Parse(name).IsAtOrBelow(answer.Authority.Name));
    }

    [Theory]
    [InlineData("www.example.com")]
    [InlineData("1.0.32.172.in-addr.arpa")]
    [InlineData("8.8.8.8.in-addr.arpa")]
    [InlineData("mylocalhost")]
    [InlineData("something.alt")]
    [InlineData(".")]
    [InlineData("arpa")]
    public void Other_names_are_not_touched(string name) => Assert.Null(Find(name, RecordType.A));

    [Fact]
    public void The_parent_answers_for_ds() => Assert.Null(Find("home.arpa", RecordType.DS));

    [Fact]
    public void The_zone_itself_exists()
    {
        Assert.Equal(ResponseCode.NoError, Find("10.in-addr.arpa", RecordType.A)!.Code);
        Assert.IsType<SoaData>(Assert.Single(Find("10.in-addr.arpa", RecordType.SOA)!.Answers));
        Assert.IsType<NsData>(Assert.Single(Find("10.in-addr.arpa", RecordType.NS)!.Answers));
    }

    [Fact]
    public void A_name_passed_on_takes_all_below_it_along()
    {
        var zones = new SpecialNames([DomainName.Parse("168.192.in-addr.arpa"), DomainName.Parse("corp.local"), DomainName.Parse("test")]);
        Assert.Null(Find(zones, "1.1.168.192.in-addr.arpa", RecordType.PTR));
        Assert.Null(Find(zones, "www.test", RecordType.A));
        Assert.Null(Find(zones, "www.corp.local", RecordType.A));
        Assert.NotNull(Find(zones, "printer.local", RecordType.A));
        Assert.NotNull(Find(zones, "1.2.3.10.in-addr.arpa", RecordType.PTR));
    }

    internal static ZoneAnswer? Find(IZoneSource zones, string text, RecordType type)
    {
        var name = DomainName.Parse(text);
        return zones.Find(name.Octets, name.Length - (name.IsRoot ? name.Length : name.Suffix(1).Length), type);
    }

    private static ZoneAnswer? Find(string name, RecordType type) => Find(new SpecialNames([]), name, type);
}
