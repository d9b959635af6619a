using Holdfast.Server.Listeners.Http2.Hpack;

namespace Holdfast.Server.Tests.Listeners.Http2.Hpack;

public sealed class HuffmanCodeTests
{
    // RFC 7541 appendix B, one code of each length, behind it ones to the end of the octet.
    [Theory]
    [InlineData(0x30, 0x0, 5)]
    [InlineData(0x20, 0x14, 6)]
    [InlineData(0x7A, 0x7B, 7)]
    [InlineData(0x5A, 0xFD, 8)]
    [InlineData(0x3F, 0x3FC, 10)]
    [InlineData(0x7C, 0x7FC, 11)]
    [InlineData(0x3E, 0xFFB, 12)]
    [InlineData(0x7E, 0x1FFD, 13)]
    [InlineData(0x00, 0x1FF8, 13)]
    [InlineData(0x7D, 0x3FFD, 14)]
    [InlineData(0x7B, 0x7FFE, 15)]
    [InlineData(0xD0, 0x7FFF2, 19)]
    [InlineData(0xE2, 0xFFFED, 20)]
    [InlineData(0xE6, 0x1FFFE8, 21)]
    [InlineData(0xE9, 0x3FFFEB, 22)]
    [InlineData(0xEF, 0x7FFFF4, 23)]
    [InlineData(0xED, 0xFFFFF5, 24)]
    [InlineData(0xEB, 0x1FFFFEF, 25)]
    [InlineData(0xFF, 0x3FFFFEE, 26)]
    [InlineData(0xFE, 0x7FFFFF0, 27)]
    [InlineData(0xF9, 0xFFFFFFE, 28)]
    [InlineData(0x16, 0x3FFFFFFE, 30)]
    public void A_code_of_every_length_is_decoded(byte symbol, long code, int bits)
    {
        var octets = (bits + 7) / 8;
        var padded = ((code + 1) << ((octets * 8) - bits)) - 1;
        Span<byte> encoded = stackalloc byte[octets];
        for (var i = 0; i < octets; i++)
        {
            encoded[i] = (byte)(padded >> (8 * (octets - 1 - i)));
        }

        var decoded = new byte[8];
        Assert.Equal(1, HuffmanCode.Decode(encoded, decoded));
        Assert.Equal(symbol, decoded[0]);
    }

    [Fact]
    public void The_code_uses_every_bit_pattern() =>
        Assert.Equal(1L << 30, HuffmanCode.Lengths.ToArray().Sum(length => 1L << (30 - length)));

    [Fact]
    public void A_string_longer_than_its_room_is_refused() => Assert.Equal(-1, HuffmanCode.Decode([0x00, 0x00, 0x00], new byte[3]));
}
