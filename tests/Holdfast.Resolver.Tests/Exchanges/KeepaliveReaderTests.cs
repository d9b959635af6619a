using Holdfast.Resolver.Exchanges.Streams;

namespace Holdfast.Resolver.Tests.Exchanges;

public sealed class KeepaliveReaderTests
{
    // A response for a.example. A: one A record whose owner is a pointer, then OPT with the options given.
    private static byte[] Response(params byte[] options) =>
    [
        0, 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 1,
        1, (byte)'a', 7, .. "example"u8, 0, 0, 1, 0, 1,
        0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1,
        0, 0, 41, 4, 208, 0, 0, 0, 0, 0, (byte)options.Length, .. options,
    ];

    [Fact]
    public void The_time_is_in_tenths_of_a_second()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), KeepaliveReader.Read(Response(0, 11, 0, 2, 1, 0x2C)));
        Assert.Equal(TimeSpan.Zero, KeepaliveReader.Read(Response(0, 11, 0, 2, 0, 0)));
        Assert.Equal(TimeSpan.FromSeconds(6553.5), KeepaliveReader.Read(Response(0, 12, 0, 3, 0, 0, 0, 0, 11, 0, 2, 0xFF, 0xFF)));
    }

    [Fact]
    public void A_response_without_the_time_says_nothing()
    {
        Assert.Null(KeepaliveReader.Read(Response()));
        Assert.Null(KeepaliveReader.Read(Response(0, 11, 0, 0))); // as in a query
        Assert.Null(KeepaliveReader.Read(Response(0, 11, 0, 1, 5)));
        Assert.Null(KeepaliveReader.Read(Response(0, 11, 0, 9, 0, 0))); // longer than its record
        Assert.Null(KeepaliveReader.Read(Response().AsSpan(..^11)));
    }

    [Fact]
    public void Damaged_responses_are_borne()
    {
        var chance = new Random(1);
        for (var n = 0; n < 100_000; n++)
        {
            var response = Response(0, 11, 0, 2, 0, 1);
            for (var change = chance.Next(4); change >= 0; change--)
            {
                response[chance.Next(response.Length)] = (byte)chance.Next(256);
            }

            var time = KeepaliveReader.Read(response.AsSpan(0, chance.Next(response.Length + 1)));
            Assert.True(time is null || (time >= TimeSpan.Zero && time <= TimeSpan.FromSeconds(6553.5)));
        }
    }
}
