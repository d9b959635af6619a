using Holdfast.Server.Zones;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Zones;

public sealed class HostsZoneTests
{
    private static readonly HostsZone _zone = new(
    [
        "# a comment",
        "192.0.2.1\tdb.internal db  # two names",
        "192.0.2.2 db.internal",
        "2001:db8::1 db.internal",
        "fe80::1%lo0 localhost6",
        "not an address",
        "192.0.2.9 bad..name good.internal",
        "   ",
    ]);

    [Theory]
    [InlineData("db.internal", RecordType.A, "192.0.2.1,192.0.2.2")]
    [InlineData("DB", RecordType.A, "192.0.2.1")]
    [InlineData("db.internal", RecordType.AAAA, "2001:db8::1")]
    [InlineData("good.internal", RecordType.A, "192.0.2.9")]
    [InlineData("1.2.0.192.in-addr.arpa", RecordType.PTR, "db.internal.")]
    [InlineData("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", RecordType.PTR, "db.internal.")]
    public void Addresses_and_names_are_found(string name, RecordType type, string expected) =>
        Assert.Equal(expected, string.Join(',', SpecialNamesTests.Find(_zone, name, type)!.Answers));

    [Fact]
    public void A_listed_name_has_nothing_else()
    {
        var answer = SpecialNamesTests.Find(_zone, "db.internal", RecordType.MX);
        Assert.Equal((ResponseCode.NoError, 0), (answer!.Code, answer.Answers.Length));
    }

    [Fact]
    public void Other_names_are_not_touched() => Assert.Null(SpecialNamesTests.Find(_zone, "www.internal", RecordType.A));

    [Fact]
    public void Lines_that_cannot_be_read_are_counted() => Assert.Equal(3, _zone.BadLines);
}
