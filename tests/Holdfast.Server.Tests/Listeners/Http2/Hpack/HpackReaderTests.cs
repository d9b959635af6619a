using System.Text;
using Holdfast.Server.Listeners.Http2;
using Holdfast.Server.Listeners.Http2.Hpack;

namespace Holdfast.Server.Tests.Listeners.Http2.Hpack;

/// <summary>RFC 7541 appendix C, block by block, and what is no header block.</summary>
public sealed class HpackReaderTests
{
    // C.1: 10 and 1337 behind a prefix of five bits, as table sizes.
    [Theory]
    [InlineData("2a", 10)]
    [InlineData("3f9a0a", 1337)]
    public void An_integer_is_read_as_in_C_1(string block, int value)
    {
        Assert.Equal("", Read(block, new DynamicTable(value)));
        Assert.Equal("fault", Read(block, new DynamicTable(value - 1)));
    }

    // C.1.3: 42 in one octet, here as a string's length.
    [Fact]
    public void An_integer_within_its_prefix_is_read_as_in_C_1_3() =>
        Assert.Equal(":path: " + new string('a', 42), Read("042a" + string.Concat(Enumerable.Repeat("61", 42)), new DynamicTable(4096)));

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header", 55)]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path", 0)]
    [InlineData("100870617373776f726406736563726574", "password: secret", 0)]
    [InlineData("82", ":method: GET", 0)]
    public void Single_fields_are_read_as_in_C_2(string block, string fields, int size) => AssertReads(4096, [(block, fields, size)]);

    [Fact]
    public void Requests_are_read_as_in_C_3() => AssertReads(
        4096,
        [
            ("828684410f7777772e6578616d706c652e636f6d", ":method: GET|:scheme: http|:path: /|:authority: www.example.com", 57),
            ("828684be58086e6f2d6361636865", ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache", 110),
            ("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565", ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value", 164),
        ]);

    [Fact]
    public void Requests_with_Huffman_are_read_as_in_C_4() => AssertReads(
        4096,
        [
            ("828684418cf1e3c2e5f23a6ba0ab90f4ff", ":method: GET|:scheme: http|:path: /|:authority: www.example.com", 57),
            ("828684be5886a8eb10649cbf", ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache", 110),
            ("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf", ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value", 164),
        ]);

    [Fact]
    public void Responses_that_evict_are_read_as_in_C_5() => AssertReads(
        256,
        [
            ("4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d", First, 222),
            ("4803333037c1c0bf", Second, 222),
            ("88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31", Third, 215),
        ]);

    [Fact]
    public void Responses_with_Huffman_that_evict_are_read_as_in_C_6() => AssertReads(
        256,
        [
            ("488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3", First, 222),
            ("4883640effc1c0bf", Second, 222),
            ("88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007", Third, 215),
        ]);

    [Theory]
    [InlineData("80")]                   // index 0
    [InlineData("be")]                   // an entry that is not there
    [InlineData("ff")]                   // an integer cut off
    [InlineData("ffffffffff0f")]         // an integer beyond every limit
    [InlineData("04")]                   // no value
    [InlineData("040c2f73")]             // a string cut off
    [InlineData("7e0161")]               // a literal under the name of an entry that is not there
    [InlineData("0484ffffffff")]         // the end of string, spelled out
    [InlineData("0482ffff")]             // padding of more than seven bits
    [InlineData("048118")]               // padding that is not ones
    [InlineData("3fe21f")]               // a table of 4,097 octets
    [InlineData("8220")]                 // a size update behind a field
    public void What_is_no_header_block_is_a_fault(string block) => Assert.EndsWith("fault", Read(block, new DynamicTable(4096)), StringComparison.Ordinal);

    [Fact]
    public void A_field_larger_than_the_table_empties_it()
    {
        var table = new DynamicTable(64);
        Assert.Equal("a: b", Read("400161" + "0162", table));
        Assert.Equal(1, table.Count);
        Read("400161" + "20" + new string('6', 64), table);
        Assert.Equal((0, 0), (table.Count, table.Size));
    }

    [Fact]
    public void The_table_agrees_with_a_list_whatever_is_added()
    {
        var chance = new Random(7);
        var (table, model) = (new DynamicTable(4096), new List<string>());
        var scratch = new byte[Http2Limits.HeaderScratchOctets];
        for (var i = 0; i < 20_000; i++)
        {
            // The name of an entry that the addition may evict, or one of its own.
            var size = chance.Next(0, 400);
            var value = new string((char)('a' + (i % 26)), size);
            var index = model.Count > 0 && i % 3 == 0 ? chance.Next(model.Count) : -1;
            var name = index >= 0 ? model[index].Split(": ")[0] : $"n{i}";
            byte[] head = index >= 0 ? [.. Integer(0x40, 6, 62 + index)] : [0x40, .. Integer(0, 7, name.Length), .. Encoding.ASCII.GetBytes(name)];
            var reader = new HpackReader((byte[])[.. head, .. Integer(0, 7, size), .. Encoding.ASCII.GetBytes(value)], table, scratch);
            Assert.True(reader.TryNext(out _));
            model.Insert(0, $"{name}: {value}");
            while (model.Sum(field => field.Length + 30) > 4096)
            {
                model.RemoveAt(model.Count - 1);
            }

            Assert.Equal(model.Count, table.Count);
            var at = chance.Next(model.Count);
            Assert.Equal(model[at], Text(table.At(at)));
        }
    }

    private const string First = ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";
    private const string Second = ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com";

    private const string Third = ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com"
        + "|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    private static IEnumerable<byte> Integer(int first, int prefixBits, int value)
    {
        var most = (1 << prefixBits) - 1;
        if (value < most)
        {
            yield return (byte)(first | value);
            yield break;
        }

        yield return (byte)(first | most);
        for (value -= most; value >= 128; value >>= 7)
        {
            yield return (byte)(value | 128);
        }

        yield return (byte)value;
    }

    private static void AssertReads(int tableSize, (string Block, string Fields, int Size)[] blocks)
    {
        var table = new DynamicTable(tableSize);
        foreach (var (block, fields, size) in blocks)
        {
            Assert.Equal(fields, Read(block, table));
            Assert.Equal(size, table.Size);
        }
    }

    private static string Read(string block, DynamicTable table)
    {
        var reader = new HpackReader(Convert.FromHexString(block), table, new byte[Http2Limits.HeaderScratchOctets]);
        var fields = new List<string>();
        while (reader.TryNext(out var field))
        {
            fields.Add(Text(field));
        }

        return string.Join('|', reader.IsFaulty ? [.. fields, "fault"] : fields);
    }

    private static string Text(HeaderField field) => $"{Encoding.ASCII.GetString(field.Name)}: {Encoding.ASCII.GetString(field.Value)}";
}
