using System.Buffers.Binary;
using System.Text;
using static Holdfast.Server.Tests.Listeners.Http2.Http2Bench;

namespace Holdfast.Server.Tests.Listeners.Http2;

/// <summary>RFC 9113, frame by frame, in octets written by hand. The numbers of errors are those of its section 7.</summary>
public sealed class Http2SessionTests
{
    [Fact]
    public void Settings_and_their_acknowledgement_come_first()
    {
        var bench = new Http2Bench();
        bench.Session.Begin(new byte[1000]);
        bench.Session.Open();
        Assert.Equal(21, bench.Session.Written);
        var seen = bench.Send(Convert.FromHexString(Preface), Frame(4, 0, 0, "000400000400"), Frame(4, 1, 0, ""));
        Assert.Equal("0401:0 ", Assert.Single(seen).ToString());
    }

    [Theory]
    [InlineData("474554202f")]                                   // GET /
    [InlineData("505249202a20485454502f312e31")]                 // PRI * HTTP/1.1
    [InlineData(Preface + "000008060000000000" + "0000000000000000")] // a PING first
    [InlineData(Preface + "000000040100000000")]                 // an acknowledgement first
    public void Another_preface_ends_the_connection(string octets)
    {
        var bench = new Http2Bench();
        Assert.Equal(1u, bench.Send(Convert.FromHexString(octets))[^1].Error);
        Assert.True(bench.Session.HasEnded);
    }

    [Fact]
    public void A_hit_is_headers_and_data_of_one_turn()
    {
        var seen = Http2Bench.Open().Send(Get(1, "www.example.com"), Get(3, "localhost"));
        Assert.Equal([(1, 4, 1), (0, 1, 1), (1, 4, 3), (0, 1, 3)], seen.Select(frame => ((int)frame.Type, (int)frame.Flags, frame.StreamId)));

        // :status 200, application/dns-message, content-length 49, max-age at most 3600, date.
        Assert.StartsWith("880f1017" + Hex("application/dns-message") + "0f0d02" + Hex("49") + "0f090c" + Hex("max-age=3"), Convert.ToHexStringLower(seen[0].Payload), StringComparison.Ordinal);
        Assert.Equal("0f121d", Convert.ToHexStringLower(seen[0].Payload.AsSpan(seen[0].Payload.Length - 32, 3)));
        Assert.EndsWith("c0000201", Convert.ToHexStringLower(seen[1].Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void Octets_may_come_one_by_one()
    {
        var bench = new Http2Bench();
        byte[] input = [.. Convert.FromHexString(Preface), .. Frame(4, 0, 0, ""), .. Get(1, "www.example.com")];
        var seen = new List<SeenFrame>();
        for (var (from, to) = (0, 1); to <= input.Length; to++)
        {
            seen.AddRange(bench.Send(out var left, input[from..to]));
            from = to - left;
        }

        Assert.Equal([4, 1, 0], seen.Select(frame => (int)frame.Type));
    }

    [Fact]
    public void A_post_may_come_in_parts_with_padding_and_trailers()
    {
        var query = Query("www.example.com");
        var bench = Http2Bench.Open();
        Assert.Empty(bench.Send(Post(1), Frame(0, 8, 1, [3, .. query[..10], 0, 0, 0]), Frame(0, 0, 1, query.AsSpan(10))));
        var seen = bench.Send(Frame(1, 5, 1, Literal("x-checksum", "1")));
        Assert.Equal([1, 0], seen.Select(frame => (int)frame.Type));
        Assert.Equal((0, 0), (bench.Session.StreamCount, bench.Session.HeldOctets));
    }

    [Fact]
    public void A_get_may_have_a_body_that_says_nothing()
    {
        var get = Get(1, "www.example.com");
        get[4] = 4; // END_HEADERS alone
        var seen = Http2Bench.Open().Send(get, Frame(0, 0, 1, "616263"), Frame(0, 1, 1, ""));
        Assert.Equal([1, 0], seen.Select(frame => (int)frame.Type));
    }

    [Fact]
    public void A_block_may_come_in_continuations_with_priority_and_padding()
    {
        var block = Get(1, "www.example.com")[9..];
        var seen = Http2Bench.Open().Send(
            Frame(1, 0x29, 1, [2, 0x80, 0, 0, 0, 15, .. block[..5], 0, 0]), Frame(9, 0, 1, block.AsSpan(5, 15)), Frame(9, 0, 1, ""), Frame(9, 4, 1, block.AsSpan(20)));
        Assert.Equal([1, 0], seen.Select(frame => (int)frame.Type));
    }

    [Fact]
    public async Task A_miss_is_answered_after_later_hits()
    {
        var bench = Http2Bench.Open();
        Assert.Equal(3, bench.Send(Get(1, "miss.example.com"), Get(3, "www.example.com"))[0].StreamId);
        var seen = await bench.AnswerMissesAsync();
        Assert.Equal([1, 1], seen.Select(frame => frame.StreamId));
        Assert.Equal(0, bench.Session.StreamCount);
    }

    [Fact]
    public async Task A_reset_miss_keeps_its_place_until_it_is_answered_and_says_nothing()
    {
        var bench = Http2Bench.Open();
        bench.Send(Get(1, "miss.example.com"), Frame(3, 0, 1, "00000008"));
        Assert.Equal(1, bench.Session.StreamCount);
        Assert.Empty(await bench.AnswerMissesAsync());
        Assert.Equal(0, bench.Session.StreamCount);
    }

    [Fact]
    public void A_ping_is_answered() =>
        Assert.Equal("0601:0 0102030405060708", Assert.Single(Http2Bench.Open().Send(Frame(6, 0, 0, "0102030405060708"))).ToString());

    [Fact]
    public void Unknown_frames_settings_and_flags_are_ignored() =>
        Assert.Equal([4, 1, 0], Http2Bench.Open().Send(Frame(0xEE, 0xFF, 7, "00"), Frame(4, 0xFE, 0, "abcd00000000"), Get(1, "localhost")).Select(frame => (int)frame.Type));

    [Fact]
    public void A_response_waits_for_the_streams_window()
    {
        var bench = Http2Bench.Open();
        Assert.Equal(2, bench.Send(Frame(4, 0, 0, "0004000003e8"), Get(1, "many.example.com")).Count(frame => frame.StreamId == 1)); // 1,000 octets
        var whole = Http2Bench.Open().Send(Get(1, "many.example.com"))[1].Payload.Length;
        Assert.Equal(whole - 1000, bench.Session.HeldOctets);
        Assert.Equal(500, Assert.Single(bench.Send(Frame(8, 0, 1, "000001f4"))).Payload.Length);
        var rest = Assert.Single(bench.Send(Frame(8, 0, 1, "00010000")), frame => frame.Type == 0);
        Assert.Equal((1, whole - 1500), (rest.Flags, rest.Payload.Length));
        Assert.Equal((0, 0), (bench.Session.StreamCount, bench.Session.HeldOctets));
    }

    [Fact]
    public void A_response_waits_for_the_connections_window_and_for_settings()
    {
        var bench = Http2Bench.Open();
        var all = Enumerable.Range(0, 30).SelectMany(i => bench.Send(Get((2 * i) + 1, "many.example.com"))).Where(frame => frame.Type == 0).Sum(frame => frame.Payload.Length);
        Assert.Equal(65_535, all);
        Assert.NotEqual(0, bench.Session.HeldOctets);
        bench.Send(Frame(8, 0, 0, "00100000"));
        Assert.Equal(0, bench.Session.HeldOctets);

        var shut = Http2Bench.Open();
        shut.Send(Frame(4, 0, 0, "000400000000"), Get(1, "www.example.com"));
        Assert.Equal(49, shut.Session.HeldOctets);
        Assert.Contains(shut.Send(Frame(4, 0, 0, "00040000ffff")), frame => frame is { Type: 0, Flags: 1 });
    }

    [Fact]
    public void What_was_taken_is_given_back_to_the_window()
    {
        var bench = Http2Bench.Open();
        var seen = Enumerable.Range(0, 12).SelectMany(i => bench.Send(Post((2 * i) + 1), Frame(0, 0, (2 * i) + 1, new byte[3500]), Frame(3, 0, (2 * i) + 1, "00000008"))).ToList();
        Assert.Equal(35_000, BinaryPrimitives.ReadInt32BigEndian(Assert.Single(seen, frame => frame.Type == 8).Payload));
    }

    // Faults of the connection (§5.4.1).
    [Theory]
    [InlineData(1, "000000000000000001")]                                    // DATA on an idle stream
    [InlineData(1, "000000000100000000")]                                    // DATA on the connection
    [InlineData(1, "000001010500000002" + "82")]                             // HEADERS on an even stream
    [InlineData(1, "000001010500000000" + "82")]                             // and on the connection
    [InlineData(1, "000001010d00000001" + "05")]                             // padding longer than the frame
    [InlineData(9, "000001010500000001" + "80")]                             // HPACK index 0
    [InlineData(6, "000003030000000001" + "000000")]                        // RST_STREAM of three octets
    [InlineData(1, "00000403000000000100000008")]                            // RST_STREAM of an idle stream
    [InlineData(1, "000005020000000000" + "0000000010")]                     // PRIORITY of the connection
    [InlineData(6, "000004020000000001" + "00000000")]                       // PRIORITY of four octets
    [InlineData(6, "00000504000000000000030000ff")]                          // SETTINGS of five octets
    [InlineData(6, "000001040100000000" + "00")]                             // an acknowledgement with a payload
    [InlineData(1, "000000040000000001")]                                    // SETTINGS on a stream
    [InlineData(1, "000006040000000000" + "000200000002")]                   // ENABLE_PUSH 2
    [InlineData(3, "000006040000000000" + "000480000000")]                   // INITIAL_WINDOW_SIZE 2^31
    [InlineData(1, "000006040000000000" + "000500003fff")]                   // MAX_FRAME_SIZE below 2^14
    [InlineData(1, "000006040000000000" + "000501000000")]                   // and above 2^24 - 1
    [InlineData(1, "000004050400000001" + "00000002")]                       // PUSH_PROMISE
    [InlineData(6, "000007060000000000" + "00000000000000")]                 // PING of seven octets
    [InlineData(1, "000008060000000001" + "0000000000000000")]               // PING on a stream
    [InlineData(6, "000007070000000000" + "00000000000000")]                 // GOAWAY of seven octets
    [InlineData(1, "000008070000000001" + "0000000000000000")]               // GOAWAY on a stream
    [InlineData(6, "000003080000000000" + "000001")]                         // WINDOW_UPDATE of three octets
    [InlineData(1, "000004080000000000" + "00000000")]                       // WINDOW_UPDATE of nothing
    [InlineData(1, "000004080000000001" + "00000001")]                       // WINDOW_UPDATE of an idle stream
    [InlineData(3, "000004080000000000" + "7fffffff")]                       // a window above 2^31 - 1
    [InlineData(1, "000001090400000001" + "82")]                             // CONTINUATION of nothing
    [InlineData(1, "000001010100000001" + "82" + "000001090400000003" + "82")] // CONTINUATION of another stream
    [InlineData(1, "000001010100000001" + "82" + "000008060000000000" + "0000000000000000")] // PING within a block
    [InlineData(1, "000001010100000001" + "82" + "000000ee0000000000")]       // an unknown frame within a block
    [InlineData(6, "004001000000000001")]                                    // a frame of 16,385 octets
    public void A_fault_of_the_connection_ends_it(uint error, string frames)
    {
        var bench = Http2Bench.Open();
        var last = bench.Send(Convert.FromHexString(frames))[^1];
        Assert.Equal((7, error), (last.Type, last.Error));
        Assert.True(bench.Session.HasEnded);
    }

    [Fact]
    public void Headers_on_a_closed_stream_end_the_connection()
    {
        var bench = Http2Bench.Open();
        bench.Send(Get(5, "localhost"));
        Assert.Equal(5u, bench.Send(Get(3, "localhost"))[^1].Error);
        Assert.True(bench.Session.HasEnded);
    }

    // Faults of a request (§8.1.1); the connection goes on.
    [Theory]
    [InlineData("82")]                                              // no scheme, no path
    [InlineData("8287")]                                            // no path
    [InlineData("828785" + "82")]                                   // :method twice
    [InlineData("828785" + "85")]                                   // :path twice
    [InlineData("8287" + "0400")]                                   // an empty :path
    [InlineData("828785" + "88")]                                   // :status
    [InlineData("828785" + "00" + "043a666f6f" + "00")]             // :foo
    [InlineData("8287" + "00016100" + "85")]                        // :path behind others
    [InlineData("828785" + "00" + "0141" + "00")]                   // an upper case name
    [InlineData("828785" + "00" + "00" + "00")]                     // no name
    [InlineData("828785" + "00" + "0161" + "020d0a")]               // a line break
    [InlineData("828785" + "00" + "0161" + "022061")]               // a space before the value
    [InlineData("828785" + "00" + "0a636f6e6e656374696f6e" + "00")] // connection
    [InlineData("828785" + "00" + "077570677261646500")]            // upgrade
    [InlineData("828785" + "00" + "027465" + "0161")]               // te: a
    [InlineData("828785" + "0f0d" + "0161")]                        // content-length: a
    [InlineData("828785" + "0f0d" + "0131")]                        // content-length: 1, and no body
    public void A_malformed_request_is_reset(string block)
    {
        var bench = Http2Bench.Open();
        var reset = Assert.Single(bench.Send(Frame(1, 5, 1, block)));
        Assert.Equal((3, 1u), (reset.Type, reset.Error));
        Assert.Equal(2, bench.Send(Get(3, "localhost")).Count);
    }

    [Fact]
    public void A_fault_of_a_stream_resets_it_alone()
    {
        var bench = Http2Bench.Open();
        Assert.Equal(1u, bench.Send(Post(1), Frame(8, 0, 1, "00000000"))[^1].Error);
        Assert.Equal(3u, bench.Send(Post(3), Frame(8, 0, 3, "7fffffff"))[^1].Error);
        Assert.Equal(1u, bench.Send(Post(5, ("content-length", "5")), Frame(0, 1, 5, "00"))[^1].Error);
        Assert.Equal(1u, bench.Send(Post(7), Frame(1, 5, 7, "82"))[^1].Error);
        Assert.Equal(1u, bench.Send(Post(9), Frame(1, 4, 9, Literal("a", "b")))[^1].Error);
        Assert.Equal(5u, bench.Send(Frame(0, 0, 1, "00"))[^1].Error);
        Assert.Equal(5u, bench.Send(Get(11, "miss.example.com"), Frame(0, 0, 11, "00"))[^1].Error);
        Assert.Equal(2, bench.Send(Get(13, "localhost")).Count);
        Assert.False(bench.Session.HasEnded);
        Assert.Equal(1, bench.Session.StreamCount);
    }

    [Theory]
    [InlineData("GET", "/dns-query", "400")]
    [InlineData("GET", "/dns-query?dns=!!!", "400")]
    [InlineData("GET", "/dns-query?dns=AAAA", "400")]
    [InlineData("GET", "/dns-query?dns", "400")]
    [InlineData("GET", "/dns-queries", "404")]
    [InlineData("POST", "/dns-query", "415")]
    [InlineData("DELETE", "/dns-query", "405")]
    public void What_cannot_be_answered_gets_a_status(string method, string path, string status)
    {
        var answer = Assert.Single(Http2Bench.Open().Send(Frame(1, 5, 1, Block(method, path))));
        Assert.Equal((1, 5), (answer.Type, answer.Flags));
        Assert.StartsWith("0803" + Hex(status), Convert.ToHexStringLower(answer.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_another_name_may_stand_before_the_query()
    {
        var query = System.Buffers.Text.Base64Url.EncodeToString(Query("www.example.com"));
        Assert.Equal(2, Http2Bench.Open().Send(Frame(1, 5, 1, Block("GET", $"/dns-query?a=b&dns={query}&c=d"))).Count);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));
}
