using System.Globalization;
using CsCheck;
using Holdfast.Server.Zones;
using Holdfast.Server.Zones.Compiled;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Zones.Compiled;

public sealed class CompiledZoneTests
{
    private static readonly DomainName _apex = DomainName.Parse("example.");

    [Fact]
    public void Names_are_found_as_in_a_dictionary()
    {
        var label = Gen.String[Gen.Char["abAB"], 1, 2];
        var names = Gen.Select(label.Array[1, 4], labels => DomainName.Parse($"{string.Join('.', labels)}.example."));
        Gen.Select(names.Array[0, 60], names.Array[20]).Sample((there, asked) =>
        {
            var zone = ZoneLoad.Compile(_apex, [.. Head(), .. there.Select(name => Record(name, new TxtData(["t"u8.ToArray()])))]);
            var model = there.SelectMany(Enclosers).Append(_apex).ToHashSet();
            return zone.Names == model.Count && asked.Concat(there).All(name => !zone.Find(name.Octets).IsMissing == model.Contains(name));
        });
    }

    [Fact]
    public void Whatever_a_zone_says_each_answer_is_a_message_that_fits()
    {
        var label = OneOf("a", "b", "*", "sub", new string('l', 60));
        var name = label.Array[1, 4].Select(labels => string.Join('.', labels));
        var data = Gen.Select(OneOf("CNAME", "DNAME", "NS", "MX 1", "SRV 0 0 1", "PTR", "SOA a b 1 2 3 4"), name).Select((type, target) => type.StartsWith("SOA", StringComparison.Ordinal) ? type + " 5" : $"{type} {target}");
        var record = Gen.Select(name, Gen.OneOf(data, OneOf("A 192.0.2.1", "A 192.0.2.2", "AAAA 2001:db8::1", "TXT " + new string('t', 250), "DS 1 8 2 AA", "TYPE65280 \\# 0"))).Select((owner, what) => $"{owner} {what}");
        var types = Enum.GetValues<RecordType>().Where(type => type is RecordType.A or RecordType.NS or RecordType.CNAME or RecordType.MX or RecordType.DS or RecordType.ANY).ToArray();
        Gen.Select(record.Array[0, 40], name.Array[15], Gen.Int[512, 700]).Sample((records, asked, payload) =>
        {
            var sound = new List<string>(); // what cannot stand beside what is there already is left out
            foreach (var line in records)
            {
                if (ZoneLoadTests.Read(Text([.. sound, line])).Zone is not null)
                {
                    sound.Add(line);
                }
            }

            var zones = new OwnZones(static () => 0);
            zones.Set(_apex, ZoneLoadTests.Read(Text(sound)).Zone);
            var bench = new PipelineBench(own: zones);
            foreach (var type in types)
            {
                Assert.All(asked.Append("a.sub"), question =>
                {
                    var answer = bench.AskFor(question + ".example", type, new EdnsRecord { UdpPayloadOctets = (ushort)payload }, MessageFlags.None);
                    Assert.NotEqual(ResponseCode.ServerFailure, answer.ResponseCode);
                });
            }
        }, iter: 200);
    }

    [Fact]
    public void A_large_zone_is_compact()
    {
        const int Names = 20_000;
        var zone = ZoneLoad.Compile(_apex, [.. Head(), .. Enumerable.Range(0, Names).Select(n =>
            Record(DomainName.Parse(string.Create(CultureInfo.InvariantCulture, $"host-{n}.example.")), new AData(new System.Net.IPAddress(n))))]);
        Assert.Equal(Names + 1, zone.Names);
        Assert.InRange(zone.Octets / Names, 1, 120);
    }

    [Fact]
    public void What_is_filed_in_an_arena_stays_and_is_found()
    {
        Gen.Select(Gen.Int[0, 3000].Array[1, 600], Gen.Int[0, 2_200_000].Array[0, 2]).Sample((small, large) =>
        {
            var arena = new OctetArena();
            var filed = new List<(uint Address, byte Mark, int Length)>();
            foreach (var length in small.Concat(large).Concat(small))
            {
                var octets = new byte[length];
                octets.AsSpan().Fill((byte)filed.Count);
                Assert.True(arena.TryAdd(octets, out var address));
                Assert.NotEqual(0u, address);
                filed.Add((address, (byte)filed.Count, length));
            }

            arena.Trim();
            return filed.All(entry => !arena.From(entry.Address)[..entry.Length].ContainsAnyExcept(entry.Mark));
        }, iter: 20);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Text(IEnumerable<string> records) => $"$TTL 60\n@ SOA a b 1 2 3 4 5\n@ NS a\n{string.Join('\n', records)}\n";

    private static IEnumerable<DomainName> Enclosers(DomainName name)
    {
        for (; name != _apex; name = name.Parent)
        {
            yield return name;
        }
    }

    private static ResourceRecord[] Head() =>
        [Record(_apex, new SoaData(_apex, _apex, 1, 2, 3, 4, 5)), Record(_apex, new NsData(_apex))];

    private static ResourceRecord Record(DomainName name, RecordData data) => new(name, RecordClass.Internet, 60, data);
}
