using Holdfast.Server.Zones;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Zones;

public sealed class ZoneLoadTests
{
    private const string Head = "$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\n";

    [Theory]
    [InlineData(Head + "www A 192.0.2.1\nwww CNAME ns", "zone:5:1: www.example. has a CNAME record and others (RFC 1034 §3.6.2). In: www CNAME ns")]
    [InlineData(Head + "www CNAME ns\nwww TXT t", "zone:5:1: www.example. has a CNAME record and others (RFC 1034 §3.6.2). In: www TXT t")]
    [InlineData(Head + "@ CNAME ns", "zone:4:1: example. has a CNAME record and others (RFC 1034 §3.6.2). In: @ CNAME ns")]
    [InlineData(Head + "www CNAME a\nwww CNAME b", "zone:5:1: www.example. has two CNAME records. In: www CNAME b")]
    [InlineData(Head + "d DNAME a\n  DNAME b", "zone:5:3: d.example. has two DNAME records. In: DNAME b")]
    [InlineData(Head + "@ SOA ns hostmaster 8 3600 600 86400 60", "zone:4:1: example. has two SOA records. In: @ SOA ns hostmaster 8 3600 600 86400 60")]
    [InlineData(Head + "sub SOA ns hostmaster 8 3600 600 86400 60", "zone:4:1: SOA belongs to the zone's name, example. In: sub SOA ns hostmaster 8 3600 600 86400 60")]
    [InlineData(Head + "www.example.net. A 192.0.2.1", "zone:4:1: www.example.net. is outside the zone example. In: www.example.net. A 192.0.2.1")]
    [InlineData(Head + "www CH TXT t", "zone:4:1: A zone served here is of class IN, not CH. In: www CH TXT t")]
    [InlineData(Head + "@ DS 1 8 2 AA", "zone:4:1: DS of example. belongs to the zone above it (RFC 4035 §2.4). In: @ DS 1 8 2 AA")]
    [InlineData(Head + "www TYPE255 \\# 0", "zone:4:1: ANY is not a type that zones hold. In: www TYPE255 \\# 0")]
    [InlineData(Head + "www A 192.0.2.256", "zone:4:7: '192.0.2.256' is not an IPv4 address. In: www A 192.0.2.256")]
    [InlineData("$TTL 300\n@ NS ns\nns A 192.0.2.1", "zone:1:1: The zone example. has no SOA record.")]
    [InlineData("$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60", "zone:1:1: The zone example. has no NS record of its own.")]
    [InlineData("", "zone:1:1: The zone example. has no SOA record.")]
    public void What_is_no_zone_is_told_with_its_place(string text, string problem)
    {
        var load = Read(text);
        Assert.Null(load.Zone);
        Assert.Equal(problem, Assert.Single(load.Problems).ToString());
    }

    [Fact]
    public void Every_mistake_is_told_up_to_twenty()
    {
        Assert.Equal(20, Read(Head + string.Concat(Enumerable.Repeat("www A nonsense\n", 30))).Problems.Length);
        Assert.Equal([4, 6], Read(Head + "a A x\nb A 192.0.2.1\nc A y").Problems.Select(problem => problem.Line));
    }

    [Fact]
    public void A_record_that_comes_twice_is_one_and_a_set_has_one_time_to_live()
    {
        var zones = new OwnZones(static () => 0);
        zones.Set(DomainName.Parse("example."), Read(Head + "www 600 A 192.0.2.1\nwww 600 A 192.0.2.1\nwww 20 A 192.0.2.2").Zone);
        var bench = new PipelineBench(own: zones);
        var answer = bench.AskFor("www.example", RecordType.A);
        Assert.Equal(["www.example. 20 IN A 192.0.2.1", "www.example. 20 IN A 192.0.2.2"], answer.Answers.Select(record => record.ToString()));
    }

    [Fact]
    public void A_set_that_fits_no_message_is_told()
    {
        var text = Head + string.Concat(Enumerable.Range(0, 300).Select(n => $"big TXT \"{n}{new string('x', 240)}\"\n"));
        Assert.Equal("zone:1:1: The TXT records of big.example. do not fit a message.", Assert.Single(Read(text).Problems).ToString());
    }

    [Fact]
    public void Files_are_included_from_beside_the_one_that_names_them()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-zone-");
        try
        {
            var zone = Path.Combine(folder.FullName, "zone");
            Directory.CreateDirectory(Path.Combine(folder.FullName, "parts"));
            File.WriteAllText(zone, Head + "$INCLUDE parts/hosts\nlast A 192.0.2.2");
            File.WriteAllText(Path.Combine(folder.FullName, "parts", "hosts"), "$INCLUDE more\nhost A 192.0.2.1");
            File.WriteAllText(Path.Combine(folder.FullName, "parts", "more"), "more A 192.0.2.256");
            var load = ZoneLoad.Read(new ZoneFileOptions(DomainName.Parse("example."), zone));
            Assert.Equal($"{folder.FullName}/parts/more:1:8: '192.0.2.256' is not an IPv4 address. In: more A 192.0.2.256", Assert.Single(load.Problems).ToString());
            Assert.Equal([zone, $"{folder.FullName}/parts/hosts", $"{folder.FullName}/parts/more"], load.Files);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        var problem = Assert.Single(ZoneFileCheck.Problems(new ZoneFileOptions(DomainName.Root, "/nowhere/zone")));
        Assert.StartsWith("/nowhere/zone:1:1: The file cannot be read: ", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_denial_lives_as_long_as_the_shorter_of_the_two_times_of_the_SOA_record()
    {
        foreach (var (soa, minimum) in new[] { (300u, 60u), (30u, 60u) })
        {
            var zones = new OwnZones(static () => 0);
            zones.Set(DomainName.Parse("example."), Read($"@ {soa} SOA ns hostmaster 7 3600 600 86400 {minimum}\n@ NS ns\n").Zone);
            var denial = new PipelineBench(own: zones).AskFor("none.example", RecordType.A);
            Assert.Equal((ResponseCode.NameError, Math.Min(soa, minimum)), (denial.ResponseCode, Assert.Single(denial.Authorities).Ttl));
        }
    }

    internal static ZoneLoad Read(string text) => ZoneLoad.Read(new ZoneFileOptions(DomainName.Parse("example."), "zone"), () => new StringReader(text));

    internal static OwnZones Zones(params ServedZone[] zones)
    {
        var own = new OwnZones(static () => 0);
        foreach (var zone in zones)
        {
            var load = ZoneLoad.Read(new ZoneFileOptions(DomainName.Parse(zone.Origin), zone.Origin), () => new StringReader(zone.Text));
            Assert.True(load.Zone is not null, string.Join('\n', load.Problems));
            own.Set(DomainName.Parse(zone.Origin), load.Zone);
        }

        return own;
    }
}
