using CsCheck;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Holdfast.Wire.Tests.Records;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Tests.ZoneText;

/// <summary>What a zone file means, and what is said of one that is wrong.</summary>
public sealed class ZoneReaderTests
{
    public static readonly TheoryData<string, string[]> Zones = new()
    {
        { "", [] },
        { "\n\n ; nothing\n\t\n", [] },
        { "a 1 IN A 192.0.2.1", ["a.example. 1 IN A 192.0.2.1"] },
        { "a 1 A 192.0.2.1\r\n\tA 192.0.2.2\r\n", ["a.example. 1 IN A 192.0.2.1", "a.example. 1 IN A 192.0.2.2"] },
        { "@ 1 NS ns\n$ORIGIN sub\n@ NS ns\n$ORIGIN other.\nx NS @", ["example. 1 IN NS ns.example.", "sub.example. 1 IN NS ns.sub.example.", "x.other. 1 IN NS other."] },
        { "a 1 MX ( 10 ; ten\n\n mail ) ; done", ["a.example. 1 IN MX 10 mail.example."] },
        { "( a 1\nA\n192.0.2.1 )", ["a.example. 1 IN A 192.0.2.1"] },
        { "(a)(1)A(192.0.2.1)", ["a.example. 1 IN A 192.0.2.1"] },
        { "a 1 TXT \"a;b\" c\\;d ;e", ["a.example. 1 IN TXT \"a;b\" \"c;d\""] },
        { "a 1 TXT ( \"x\" \"y(\" ) \")\"", ["a.example. 1 IN TXT \"x\" \"y(\" \")\""] },
        { "a 1 TXT \"x\"\"y\"", ["a.example. 1 IN TXT \"x\" \"y\""] },
        { "a CH 1 TXT v\nb TXT w", ["a.example. 1 CH TXT \"v\"", "b.example. 1 CH TXT \"w\""] },
        { "in 1 in a 192.0.2.1", ["in.example. 1 IN A 192.0.2.1"] },
        { "a 1h30m a 192.0.2.1", ["a.example. 5400 IN A 192.0.2.1"] },
        { "a\\.b.c 1 A 192.0.2.1", ["a\\.b.c.example. 1 IN A 192.0.2.1"] },
        { "a 1 A 192.0.2.1\na 1 AAAA ::1\n$ORIGIN b.\na 1 A 192.0.2.2", ["a.example. 1 IN A 192.0.2.1", "a.example. 1 IN AAAA ::1", "a.b. 1 IN A 192.0.2.2"] },
        { "$INCLUDE one\nb 3 A 192.0.2.3\n A 192.0.2.4", ["i.example. 1 IN A 192.0.2.1", "j.example. 1 IN A 192.0.2.2", "b.example. 3 IN A 192.0.2.3", "b.example. 3 IN A 192.0.2.4"] },
        { "$ttl 9\nb A 192.0.2.3\n$include one sub ; here\n A 192.0.2.4", ["b.example. 9 IN A 192.0.2.3", "i.sub.example. 1 IN A 192.0.2.1", "j.sub.example. 9 IN A 192.0.2.2", "b.example. 9 IN A 192.0.2.4"] },
        { "$GENERATE 1-3 h$ 5 A 192.0.2.$", ["h1.example. 5 IN A 192.0.2.1", "h2.example. 5 IN A 192.0.2.2", "h3.example. 5 IN A 192.0.2.3"] },
        { "$GENERATE 8-16/8 ${0,3,d} 5 CNAME ${-8,2,x}.r\\$", ["008.example. 5 IN CNAME 00.r\\$.example.", "016.example. 5 IN CNAME 08.r\\$.example."] },
        { "a 1 NULL \\# 2 ABCD", ["a.example. 1 IN NULL \\# 2 ABCD"] },
    };

    public static readonly TheoryData<string, string, string> Wrong = new()
    {
        { "a 1 A 192.0.2.1\nb 1 A 192.0.2.999\nc 1 A 192.0.2.3", "zone:2:7", "'192.0.2.999' is not an IPv4 address." },
        { "a 1 A (\n 192.0.2.1\n x )", "zone:3:2", "'x' is not expected here" },
        { "a 1 NOPE x", "zone:1:5", "'NOPE' is not a record type." },
        { "a 1", "zone:1:4", "Something is missing here." },
        { " 1 A 192.0.2.1", "zone:1:4", "The first record has no owner." },
        { "a..b 1 A 192.0.2.1", "zone:1:1", "two dots" },
        { "a 1 TXT \"open\nb 1 A 192.0.2.1", "zone:1:14", "A quotation mark is not closed" },
        { "a 1 A ( 192.0.2.1\nb 1 A 192.0.2.1", "zone:1:7", "never closed" },
        { "a 1 A 192.0.2.1 )", "zone:1:17", "never opened" },
        { "$NOPE x", "zone:1:1", "'$NOPE' is not a directive" },
        { "$ORIGIN", "zone:1:8", "missing" },
        { "$INCLUDE missing", "zone:1:10", "'missing' cannot be included" },
        { "$INCLUDE self", "self:1:10", "includes itself" },
        { "$INCLUDE deep0", "deep15:1:10", "more than 16 deep" },
        { "$INCLUDE bad", "bad:2:7", "'x' is not an IPv4 address." },
        { "$GENERATE 3-1 a A 192.0.2.$", "zone:1:11", "is not a range" },
        { "$GENERATE 1-9999999 a A 192.0.2.$", "zone:1:11", "is not a range" },
        { "$GENERATE 1-2 a${x} 1 A 192.0.2.$", "zone:1:25", "no template" },
        { "\n$GENERATE 255-256 a 1 A 192.0.2.$", "zone:2:1", "'192.0.2.256' is not an IPv4 address." },
        { "$GENERATE 1-1 \\$GENERATE 1-1 a 1 A 192.0.2.$", "zone:1:1", "makes records, not directives" },
        { "a 4294967295 A 192.0.2.1", "zone:1:3", "is not a time of 0 to 2147483647" },
    };

    private static readonly Dictionary<string, string> _files = new(
        Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"deep{i}", $"$INCLUDE deep{i + 1}")))
    {
        ["one"] = "i 1 A 192.0.2.1\nj A 192.0.2.2\n",
        ["self"] = "$INCLUDE self",
        ["bad"] = "a 1 A 192.0.2.1\nb 1 A x",
    };

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_zone_reads_as_its_records(string zone, string[] records) => Assert.Equal(records, Read(zone));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_error_has_a_file_a_place_and_a_reason(string zone, string place, string reason)
    {
        var lines = Read(zone);
        var error = Assert.Single(lines, line => line.StartsWith(place + ": ", StringComparison.Ordinal));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_goes_on_behind_an_error()
    {
        var lines = Read("a 1 A 192.0.2.1\nb 1 A x\n A 192.0.2.2\n\"\nc 1 A 192.0.2.3");
        Assert.Equal(5, lines.Length);
        Assert.Equal(["a.example. 1 IN A 192.0.2.1", "b.example. 1 IN A 192.0.2.2", "c.example. 1 IN A 192.0.2.3"], [lines[0], lines[2], lines[4]]);
        Assert.StartsWith("zone:2:7: 'x' is not an IPv4 address. In: b 1 A x", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_any_length_is_refused_and_not_held()
    {
        using var reader = new ZoneReader(new Endless(50_000_000, "a 1 TXT " + new string('x', 1000)), new ZoneReaderOptions());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.TryRead(out _, out var error));
        Assert.Contains("longer than 262144 characters", error!.Problem, StringComparison.Ordinal);
        Assert.False(reader.TryRead(out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void A_million_records_are_read_without_holding_their_text()
    {
        const int Records = 1_000_000;
        using var lines = new Lines(Records);
        using var reader = new ZoneReader(lines, new ZoneReaderOptions { Origin = DomainName.Parse("example"), DefaultTtl = 60 });
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var liveBefore = GC.GetTotalMemory(forceFullCollection: true);
        var count = 0;
        while (reader.TryRead(out var record, out var error))
        {
            // Assertions allocate.
            if (error is not null || record!.Type != RecordType.A)
            {
                Assert.Fail($"{error}");
            }

            count++;
        }

        Assert.Equal(Records, count);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - allocatedBefore) / Records;
        Assert.True(allocated <= 400, $"{allocated} octets a record");
        var live = GC.GetTotalMemory(forceFullCollection: true) - liveBefore;
        Assert.True(live < 16_000_000, $"{live} octets are held");
    }

    [Fact]
    public void Any_text_at_all_does_not_throw() => Gen.OneOf(Gen.String[0, 200], Gen.Char["ab.@\\\"();$ \n\t1#ANSTX-"].Array[0, 200].Select(characters => new string(characters)))
        .Sample(text =>
        {
            Read(text);
            foreach (var type in AnyRecord.ByType.Keys)
            {
                RecordData.TryParse(type, text, DomainName.Root, out _, out _);
            }
        });

    [Fact]
    public void A_zone_that_is_written_reads_as_the_same_records() => AnyRecord.Record.Array[0, 20].Sample(records =>
    {
        using var text = new StringWriter();
        var writer = new ZoneWriter(text);
        foreach (var record in records)
        {
            writer.Write(record);
        }

        using var reader = new ZoneReader(new StringReader(text.ToString()));
        var read = new List<ResourceRecord>();
        while (reader.TryRead(out var record, out var error))
        {
            Assert.True(record is not null, error?.ToString());
            read.Add(record);
        }

        Assert.Equal(records, read);
        Assert.All(records.Zip(read), pair => Assert.Equal(pair.First.Name.Octets.ToArray(), pair.Second.Name.Octets.ToArray()));
    });

    [Fact]
    public void A_record_reads_as_it_is_written() => AnyRecord.Record.Sample(record =>
    {
        Assert.True(ResourceRecord.TryParse(record.ToString(), null, out var read, out var error), error?.ToString());
        Assert.Equal(record, read);
    });

    [Theory]
    [InlineData("", "missing")]
    [InlineData("a. 1 A 192.0.2.1\nb. 1 A 192.0.2.1", "goes on")]
    [InlineData("a 1 A 192.0.2.1", "origin")]
    [InlineData("a. 1 A x", "IPv4")]
    public void What_is_not_one_record_is_none(string text, string reason)
    {
        Assert.False(ResourceRecord.TryParse(text, null, out var record, out var error));
        Assert.Null(record);
        Assert.Contains(reason, error.Problem, StringComparison.Ordinal);
    }

    private static string[] Read(string zone)
    {
        var options = new ZoneReaderOptions
        {
            File = "zone",
            Origin = DomainName.Parse("example"),
            Include = (file, _) => _files.TryGetValue(file, out var text) ? new ZoneFile(file, new StringReader(text)) : null,
        };
        using var reader = new ZoneReader(new StringReader(zone), options);
        var lines = new List<string>();
        while (reader.TryRead(out var record, out var error))
        {
            Assert.True(record is null != error is null);
            lines.Add(record?.ToString() ?? error!.ToString());
        }

        return [.. lines];
    }

    /// <summary>One line again and again, without an end of line.</summary>
    private sealed class Endless(long characters, string line) : TextReader
    {
        private long _left = characters;

        public override int Read(char[] buffer, int index, int count)
        {
            var length = (int)Math.Min(Math.Min(count, line.Length), _left);
            line.CopyTo(0, buffer, index, length);
            _left -= length;
            return length;
        }
    }

    /// <summary>A records, a line each.</summary>
    private sealed class Lines(int count) : TextReader
    {
        private readonly char[] _line = "host-0000000\tA\t192.0.2.1\n".ToCharArray();
        private int _number;
        private int _at;

        public override int Read(char[] buffer, int index, int length)
        {
            var copied = 0;
            while (copied < length && _number < count)
            {
                if (_at == 0)
                {
                    for (int digit = 11, rest = _number; digit > 4; digit--, rest /= 10)
                    {
                        _line[digit] = (char)('0' + (rest % 10));
                    }
                }

                var part = Math.Min(length - copied, _line.Length - _at);
                _line.AsSpan(_at, part).CopyTo(buffer.AsSpan(index + copied));
                copied += part;
                _at = (_at + part) % _line.Length;
                _number += _at == 0 ? 1 : 0;
            }

            return copied;
        }
    }
}
