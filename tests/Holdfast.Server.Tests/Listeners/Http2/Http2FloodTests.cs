using Holdfast.Server.Listeners.Http2;
using static Holdfast.Server.Tests.Listeners.Http2.Http2Bench;

namespace Holdfast.Server.Tests.Listeners.Http2;

/// <summary>Clients that want us to work or to hold much for nothing: it ends, or it is bounded.</summary>
public sealed class Http2FloodTests
{
    private const uint EnhanceYourCalm = 11;

    [Theory]
    [InlineData("000008060000000000" + "0000000000000000")] // PING (CVE-2019-9512)
    [InlineData("000000040000000000")]                       // empty SETTINGS (CVE-2019-9515)
    [InlineData("000006040000000000" + "000400000001")]      // SETTINGS
    [InlineData("000005020000000001" + "0000000010")]        // PRIORITY (CVE-2019-9513)
    [InlineData("000004080000000000" + "00000001")]          // WINDOW_UPDATE
    [InlineData("000000000000000001")]                       // empty DATA (CVE-2019-9518)
    [InlineData("0000000b0000000000")]                       // frames of no known type
    public void Frames_that_ask_nothing_end_the_connection(string frame)
    {
        var bench = Http2Bench.Open();
        bench.Send(Post(1));
        var sent = 0;
        for (; !bench.Session.HasEnded && sent < 10_000; sent++)
        {
            bench.Send(Convert.FromHexString(frame));
        }

        Assert.InRange(sent, 500, Http2Limits.IdleFrames + 1);
    }

    [Fact]
    public void Questions_make_up_for_them()
    {
        var bench = Http2Bench.Open();
        for (var i = 0; i < 5000; i++)
        {
            bench.Send(Frame(8, 0, 0, "00000031"), Frame(6, 0, 0, "0000000000000000"), Get((2 * i) + 1, "www.example.com"));
        }

        Assert.False(bench.Session.HasEnded);
    }

    [Fact]
    public void Rapid_resets_leave_no_more_than_the_limit_under_way_and_end_the_connection()
    {
        var bench = Http2Bench.Open();
        SeenFrame? last = null;
        for (var i = 0; i < 10_000 && !bench.Session.HasEnded; i++)
        {
            last = bench.Send(Get((2 * i) + 1, "miss.example.com"), Frame(3, 0, (2 * i) + 1, "00000008")).LastOrDefault() ?? last;
            Assert.InRange(bench.Session.Misses.Count, 0, Http2Limits.ConcurrentStreams);
        }

        Assert.Equal((7, EnhanceYourCalm), (last!.Type, last.Error));
    }

    [Fact]
    public void Resets_forced_on_us_leave_no_more_than_the_limit_under_way_and_end_the_connection()
    {
        var bench = Http2Bench.Open();
        for (var i = 0; i < 10_000 && !bench.Session.HasEnded; i++)
        {
            bench.Send(Get((2 * i) + 1, "miss.example.com"), Frame(8, 0, (2 * i) + 1, "00000000"));
            Assert.InRange(bench.Session.Misses.Count, 0, Http2Limits.ConcurrentStreams);
        }

        Assert.True(bench.Session.HasEnded);
    }

    [Fact]
    public void A_request_above_the_limit_is_refused()
    {
        var bench = Http2Bench.Open(new ServerOptions { MaxMissesPerConnection = 3 });
        var seen = Enumerable.Range(0, 4).SelectMany(i => bench.Send(Get((2 * i) + 1, "miss.example.com"))).ToList();
        Assert.Equal((3, 7u, 7), (Assert.Single(seen).Type, seen[0].Error, seen[0].StreamId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16_000)]
    public void Continuations_without_end_end_the_connection(int octets)
    {
        var bench = Http2Bench.Open();
        bench.Send(Frame(1, 1, 1, "82"));
        var sent = 0;
        SeenFrame? last = null;
        for (; !bench.Session.HasEnded && sent < 1000; sent++)
        {
            last = bench.Send(Frame(9, 0, 1, new byte[octets])).LastOrDefault();
        }

        Assert.InRange(sent, 1, Http2Limits.Continuations + 1);
        Assert.Equal(EnhanceYourCalm, last!.Error);
    }

    [Fact]
    public void A_header_list_that_unfolds_beyond_the_limit_gets_a_status()
    {
        // One large entry, then 10,000 times the same in an octet each.
        byte[] block = [.. Block("GET", "/dns-query"), 0x40, 1, (byte)'a', 0x7F, 0x81, 0x1C, .. Enumerable.Repeat((byte)'b', 3712), .. Enumerable.Repeat((byte)0xBE, 10_000)];
        var bench = Http2Bench.Open();
        var answer = Assert.Single(bench.Send(Frame(1, 5, 1, block)));
        Assert.Equal("08033433", Convert.ToHexStringLower(answer.Payload.AsSpan(0, 4)));
        Assert.Equal(2, bench.Send(Get(3, "localhost")).Count);
    }

    [Fact]
    public void A_body_above_the_limit_is_not_kept()
    {
        var bench = Http2Bench.Open();
        var seen = bench.Send(Post(1), Frame(0, 0, 1, new byte[4000]), Frame(0, 0, 1, new byte[4000]));
        Assert.Equal([1, 3], seen.Select(frame => (int)frame.Type));
        Assert.StartsWith("0803343133", Convert.ToHexStringLower(seen[0].Payload), StringComparison.Ordinal);
        Assert.Equal((0u, 0, 0), (seen[1].Error, bench.Session.StreamCount, bench.Session.HeldOctets));
        Assert.Single(bench.Send(Post(3, ("content-length", "5000"))), frame => frame.Type == 1);
    }

    [Fact]
    public void Bodies_that_never_end_are_kept_up_to_the_limit()
    {
        var bench = Http2Bench.Open();
        for (var i = 0; i < 1000 && !bench.Session.HasEnded; i++)
        {
            bench.Send(Post((2 * i) + 1), Frame(0, 0, (2 * i) + 1, new byte[4000]));
            Assert.InRange(bench.Session.HeldOctets, 0, Http2Limits.HeldOctets + 4096);
        }

        Assert.True(bench.Session.HasEnded);
    }

    [Fact]
    public void Responses_that_are_never_taken_are_kept_up_to_the_limit()
    {
        var bench = Http2Bench.Open();
        bench.Send(Frame(4, 0, 0, "000400000000"));
        for (var i = 0; i < 1000 && !bench.Session.HasEnded; i++)
        {
            bench.Send(Get((2 * i) + 1, "many.example.com"));
            Assert.InRange(bench.Session.HeldOctets, 0, Http2Limits.HeldOctets + 4096);
            Assert.InRange(bench.Session.StreamCount, 0, Http2Limits.ConcurrentStreams);
        }

        Assert.True(bench.Session.HasEnded || bench.Session.StreamCount == Http2Limits.ConcurrentStreams);
    }

    [Fact]
    public void More_data_than_a_streams_window_resets_it()
    {
        // Padding counts, so one stream's window is used up by parts that bring nothing.
        var bench = Http2Bench.Open();
        var seen = bench.Send(Post(1)).Concat(Enumerable.Range(0, 300).SelectMany(_ => bench.Send(Frame(0, 8, 1, [255, .. new byte[255]])))).ToList();
        Assert.Contains(seen, frame => frame is { Type: 3, Error: 3 });
        Assert.Equal(0, bench.Session.StreamCount);
    }
}
