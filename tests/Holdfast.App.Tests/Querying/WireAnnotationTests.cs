using CsCheck;
using Holdfast.App.Querying;

namespace Holdfast.App.Tests.Querying;

public sealed class WireAnnotationTests
{
    // Made by hand from RFC 1035 §4: alias.example. CNAME www.example., www.example. A 192.0.2.1.
    private static readonly byte[] _response = Convert.FromHexString(
        "1234" + "8580" + "0001" + "0002" + "0000" + "0000" +
        "05616C696173076578616D706C6500" + "0001" + "0001" +
        "C00C" + "0005" + "0001" + "0000012C" + "0006" + "03777777C012" +
        "C02B" + "0001" + "0001" + "0000003C" + "0004" + "C0000201");

    [Fact]
    public void Header_comes_first_with_every_bit_of_its_flags()
    {
        var fields = WireAnnotation.Of(_response);
        Assert.Equal("header: the twelve octets that begin every message", fields[0].Meaning);
        Assert.Equal((0, 2, "id 4660"), Part(fields[1]));
        Assert.Equal((2, 2, "flags 0x8580"), Part(fields[2]));
        Assert.Equal(
            [
                ("1... .... .... ....", "QR     response"),
                (".000 0... .... ....", "opcode QUERY"),
                (".... .1.. .... ....", "AA     authoritative answer"),
                (".... ..0. .... ....", "TC     truncated"),
                (".... ...1 .... ....", "RD     recursion desired"),
                (".... .... 1... ....", "RA     recursion available"),
                (".... .... .0.. ....", "Z      reserved"),
                (".... .... ..0. ....", "AD     authentic data"),
                (".... .... ...0 ....", "CD     checking disabled"),
                (".... .... .... 0000", "rcode  NOERROR"),
            ],
            fields.Where(field => field.Bits is not null).Select(field => (field.Bits!, field.Meaning)));
        Assert.Equal((4, 2, "QDCOUNT 1: questions"), Part(fields[13]));
        Assert.Equal((10, 2, "ARCOUNT 0: additional records"), Part(fields[16]));
    }

    [Fact]
    public void Names_are_taken_apart_and_pointers_followed()
    {
        var parts = WireAnnotation.Of(_response).Select(Part).ToList();
        Assert.Contains((12, 6, "label of 5: alias"), parts);
        Assert.Contains((18, 8, "label of 7: example"), parts);
        Assert.Contains((26, 1, "root: the name ends"), parts);
        Assert.Contains((31, 0, "owner alias.example."), parts);
        Assert.Contains((31, 2, "pointer to offset 12: alias.example."), parts);
        Assert.Contains((43, 0, "canonical name www.example."), parts);
        Assert.Contains((47, 2, "pointer to offset 18: example."), parts);
        Assert.Contains((49, 2, "pointer to offset 43: www.example."), parts);
        Assert.Contains((55, 4, "TTL 60 s (00:01:00)"), parts);
        Assert.Contains((61, 4, "address 192.0.2.1"), parts);
    }

    [Theory]
    [InlineData("0001000000000000000000000000", "octets after the last record")]
    [InlineData("000100000001", "the message ends here, before its header does")]
    [InlineData("00010000000100000000000005", "no name can be read here (Truncated)")]
    [InlineData("000100000001000000000000C00C00010001", "no name can be read here (PointerNotBackward)")]
    [InlineData("00010000000000010000000000000100010000000000", "the message ends inside this record")]
    [InlineData("000100000000000100000000000001000100000000001001", "RDLENGTH leads past the message's end")]
    public void What_cannot_be_read_is_named(string octets, string problem) =>
        Assert.Contains(WireAnnotation.Of(Convert.FromHexString(octets)), field => field.Meaning.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void Every_octet_of_anything_appears_exactly_once_and_in_order() =>
        Gen.Frequency((1, Gen.Byte.Array[0, 80]), (3, Mutated())).Sample(octets =>
        {
            var next = 0;
            foreach (var field in WireAnnotation.Of(octets).Where(field => field.Length > 0))
            {
                Assert.Equal(next, field.Offset);
                next += field.Length;
            }

            Assert.Equal(octets.Length, next);
        });

    private static Gen<byte[]> Mutated() => Gen.Select(Gen.Int[0, _response.Length - 1], Gen.Byte, Gen.Int[0, _response.Length], (at, value, length) =>
    {
        var octets = (byte[])_response.Clone();
        octets[at] = value;
        return octets[..length];
    });

    private static (int, int, string) Part(WireField field) => (field.Offset, field.Length, field.Meaning);
}
