using Holdfast.Wire.Names;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Conformance.Rfc2308;

/// <summary>RFC 2308 §4: $TTL, and RFC 1035 §5.1 where it is not given.</summary>
public sealed class Section4
{
    [Theory]
    [InlineData("$TTL 1h\na. A 192.0.2.1", "3600")]
    [InlineData("$TTL 60\na. 5 A 192.0.2.1\nb. A 192.0.2.2", "5 60")]
    [InlineData("a. 5 A 192.0.2.1\nb. A 192.0.2.2", "5 5")]
    [InlineData("a. SOA . . 1 2 3 4 900\nb. A 192.0.2.2", "900 900")]
    [InlineData("a. 7 SOA . . 1 2 3 4 900\nb. A 192.0.2.2", "7 7")]
    [InlineData("$TTL 60\na. A 192.0.2.1\n$TTL 2d\na. A 192.0.2.1", "60 172800")]
    [InlineData("a. IN 5 A 192.0.2.1\na. 6 IN A 192.0.2.1", "5 6")]
    [InlineData("a. 2147483647 A 192.0.2.1", "2147483647")]
    public void A_record_has_the_TTL_it_gives_or_the_one_before_it(string zone, string ttls)
    {
        using var reader = new ZoneReader(new StringReader(zone), new ZoneReaderOptions { Origin = DomainName.Root });
        var found = new List<uint>();
        while (reader.TryRead(out var record, out var error))
        {
            Assert.Null(error);
            found.Add(record!.Ttl);
        }

        Assert.Equal(ttls, string.Join(' ', found));
    }

    [Theory]
    [InlineData("a. A 192.0.2.1", "1:1", "has no TTL")]
    [InlineData("$TTL 2147483648", "1:6", "is not a time of 0 to 2147483647 seconds")]
    [InlineData("$TTL", "1:5", "missing")]
    [InlineData("$TTL 1 2", "1:8", "'2' is not expected here")]
    public void What_is_no_TTL_is_said(string zone, string place, string problem)
    {
        using var reader = new ZoneReader(new StringReader(zone), new ZoneReaderOptions { File = "zone" });
        Assert.True(reader.TryRead(out var record, out var error));
        Assert.Null(record);
        Assert.Contains(problem, error!.Problem, StringComparison.Ordinal);
        Assert.True(place == $"{error.Line}:{error.Column}" || problem.StartsWith("has no", StringComparison.Ordinal), error.ToString());
    }
}
