using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Admission;
using Holdfast.Server.Pipeline;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Pipeline;

/// <summary>Octets in, octets out, both written by hand.</summary>
public sealed class QueryPipelineTests
{
    private const string Www = "03777777 07 6578616d706c65 03636f6d 00";   // www.example.com
    private const string Opt = "00 0029 04d0 00000000 0000";               // EDNS, 1232 octets
    private const string Head = "abcd 0100 0001 0000 0000 0000";
    private const string HeadWithOpt = "abcd 0100 0001 0000 0000 0001";

    [Fact]
    public void A_hit_is_the_finished_answer_with_the_clients_id_spelling_and_age()
    {
        var time = new FakeTimeProvider();
        var bench = new PipelineBench(time: time);
        bench.Store("www.example.com", RecordType.A, 300, new AData(IPAddress.Parse("192.0.2.1")));
        time.Advance(TimeSpan.FromSeconds(100));
        Same(
            "abcd 8180 0001 0001 0000 0000 03575777 07 6578416d706c65 03434f4d 00 0001 0001"
            + "c00c 0001 0001 000000c8 0004 c0000201",
            bench.Ask($"{Head} 03575777 07 6578416d706c65 03434f4d 00 0001 0001"));
        Assert.Equal(1, bench.Metrics.Total(QueryOutcome.Hit));
    }

    [Fact]
    public void An_expired_answer_is_a_miss()
    {
        var time = new FakeTimeProvider();
        var bench = new PipelineBench(time: time);
        bench.Store("www.example.com", RecordType.A, 300, new AData(IPAddress.Parse("192.0.2.1")));
        time.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal("Miss", bench.Ask($"{Head} {Www} 0001 0001"));
    }

    [Theory]
    [InlineData("", "Dropped")]
    [InlineData("abcd 0100 0001 0000 0000", "Dropped")]                                              // no whole header
    [InlineData("abcd 8180 0001 0000 0000 0000" + Www + "0001 0001", "Dropped")]                     // a response
    [InlineData("abcd 2100 0000 0000 0000 0000", "abcd a184 0000 0000 0000 0000")]                   // NOTIFY
    [InlineData("abcd 2900 0000 0000 0000 0000", "abcd a984 0000 0000 0000 0000")]                   // UPDATE; RD copied
    [InlineData("abcd 0100 0000 0000 0000 0000", "abcd 8181 0000 0000 0000 0000")]                   // no question
    [InlineData("abcd 0100 0002 0000 0000 0000" + Www + "0001 0001" + Www + "0001 0001", "abcd 8181 0000 0000 0000 0000")]
    [InlineData(Head + "03777777", "abcd 8181 0000 0000 0000 0000")]                                 // the name ends early
    [InlineData(Head + "c00c 0001 0001", "abcd 8181 0000 0000 0000 0000")]                           // a pointer
    [InlineData(Head + "4177 00 0001 0001", "abcd 8181 0000 0000 0000 0000")]                        // a bad label type
    [InlineData(Head + Www + "0001 00", "abcd 8181 0000 0000 0000 0000")]                            // the class ends early
    [InlineData(Head + Www + "0001 0001 ff", "abcd 8181 0001 0000 0000 0000" + Www + "0001 0001")]   // octets after the question
    [InlineData("abcd 0100 0001 0001 0000 0000" + Www + "0001 0001", "abcd 8181 0001 0000 0000 0000" + Www + "0001 0001")]
    [InlineData("abcd 0300 0001 0000 0000 0000" + Www + "0001 0001", "abcd 8181 0000 0000 0000 0000")] // TC
    public void What_is_not_a_query_is_told_so_or_ignored(string query, string expected) => Same(expected, new PipelineBench().Ask(query));

    [Theory]
    [InlineData("abcd 0100 0001 0000 0000 0002" + Www + "0001 0001" + Opt + Opt)]                       // two of them (RFC 6891 §6.1.1)
    [InlineData(HeadWithOpt + Www + "0001 0001 0161 00 0029 04d0 00000000 0000")]                       // not the root's
    [InlineData(HeadWithOpt + Www + "0001 0001 00 0029 04d0 00000000 0004 000a 0001")]                  // an option ends early
    [InlineData(HeadWithOpt + Www + "0001 0001 00 0029 04d0 00000000 0005 000a 0001 ff")]               // a cookie of one octet
    [InlineData(HeadWithOpt + Www + "0001 0001 00 0029 04d0 00000000 000b 0008 0007 0001 18 00 c00002 01")] // a subnet longer than its prefix
    [InlineData(HeadWithOpt + Www + "0001 0001 00 0029 04d0 00000000 000a 0008 0006 0001 0c 00 c0ff")]  // bits beyond the prefix
    public void Edns_that_breaks_its_rules_is_a_format_error(string query) =>
        Assert.StartsWith("abcd8181", new PipelineBench().Ask(query), StringComparison.Ordinal);

    [Fact]
    public void A_later_edns_version_is_answered_with_ours() =>
        Same(
            $"abcd 8180 0001 0000 0000 0001 {Www} 0001 0001 00 0029 04d0 01000000 0000",
            new PipelineBench().Ask($"{HeadWithOpt} {Www} 0001 0001 00 0029 04d0 00010000 0000"));

    [Theory]
    [InlineData("00fc 0001", "8185")] // AXFR
    [InlineData("00fb 0001", "8185")] // IXFR
    [InlineData("00fa 0001", "8184")] // TSIG
    [InlineData("00fd 0001", "8184")] // MAILB
    [InlineData("0029 0001", "8181")] // OPT
    [InlineData("0001 0003", "8185")] // CH
    [InlineData("0001 00ff", "8185")] // class ANY
    public void Queries_of_other_kinds_are_refused(string typeAndClass, string flags) =>
        Same($"abcd {flags} 0001 0000 0000 0000 {Www} {typeAndClass}", new PipelineBench().Ask($"{Head} {Www} {typeAndClass}"));

    [Fact]
    public void Any_gets_one_record_that_says_why() =>
        Same(
            $"abcd 8580 0001 0001 0000 0000 {Www} 00ff 0001 c00c 000d 0001 00000e10 0009 07 52464338343832 00",
            new PipelineBench().Ask($"{Head} {Www} 00ff 0001"));

    [Fact]
    public void Without_recursion_desired_only_what_is_known_is_answered()
    {
        var bench = new PipelineBench();
        Same($"abcd 8085 0001 0000 0000 0000 {Www} 0001 0001", bench.Ask($"abcd 0000 0001 0000 0000 0000 {Www} 0001 0001"));
        bench.Store("www.example.com", RecordType.A, 300, new AData(IPAddress.Parse("192.0.2.1")));
        Assert.StartsWith("abcd80800001 0001".Replace(" ", "", StringComparison.Ordinal), bench.Ask($"abcd 0000 0001 0000 0000 0000 {Www} 0001 0001"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stranger_is_refused_and_told_why()
    {
        var bench = new PipelineBench();
        var response = bench.Ask($"{HeadWithOpt} {Www} 0001 0001 {Opt}", bench.Client("203.0.113.9"));
        Assert.StartsWith("abcd8105", response, StringComparison.Ordinal);
        Assert.Contains("000f" + "002b" + "0012", response, StringComparison.Ordinal); // EDE 18 with 41 octets of text
    }

    [Fact]
    public void A_stranger_is_ignored_when_so_configured()
    {
        var bench = new PipelineBench(new ServerOptions { IgnoresStrangers = true });
        Assert.Equal("Dropped", bench.Ask($"{Head} {Www} 0001 0001", bench.Client("203.0.113.9")));
    }

    [Fact]
    public void Over_the_rate_every_second_query_over_udp_gets_tc_and_tcp_is_refused()
    {
        var bench = new PipelineBench(new ServerOptions { RateLimit = new RateLimitOptions { QueriesPerSecond = 1, Burst = 1, Exempt = [] } });
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("Miss", bench.Ask($"{Head} {Www} 0001 0001"));
        }

        Same($"0002 8380 0001 0000 0000 0000 {Www} 0001 0001", bench.Ask($"0002 0100 0001 0000 0000 0000 {Www} 0001 0001"));
        Assert.Equal("Dropped", bench.Ask($"0003 0100 0001 0000 0000 0000 {Www} 0001 0001"));
        Same($"0003 8185 0001 0000 0000 0000 {Www} 0001 0001", bench.Ask($"0003 0100 0001 0000 0000 0000 {Www} 0001 0001", bench.Client(transport: Transport.Tcp)));
    }

    [Fact]
    public void Overload_sheds_the_newest_misses_and_serves_hits_on()
    {
        var bench = new PipelineBench(new ServerOptions { MaxMisses = 2 });
        bench.Store("www.example.com", RecordType.A, 300, new AData(IPAddress.Parse("192.0.2.1")));
        Assert.Equal("Miss", bench.Ask($"{Head} 0161 00 0001 0001"));
        Assert.Equal("Miss", bench.Ask($"{Head} 0162 00 0001 0001"));
        Same($"abcd 8182 0001 0000 0000 0000 0163 00 0001 0001", bench.Ask($"{Head} 0163 00 0001 0001"));
        Assert.StartsWith("abcd81800001", bench.Ask($"{Head} {Www} 0001 0001"), StringComparison.Ordinal);
        Assert.Equal(1, bench.Metrics.Total(QueryOutcome.Shed));
    }

    [Theory]
    [InlineData("", 512)]
    [InlineData("00 0029 0400 00000000 0000", 1024)]
    [InlineData("00 0029 1000 00000000 0000", 1232)]
    [InlineData("00 0029 0010 00000000 0000", 512)]
    public void A_response_over_udp_fits_the_client_and_the_limit_or_carries_tc(string opt, int limit)
    {
        var head = opt.Length == 0 ? Head : HeadWithOpt;
        for (var records = 1; records < 100; records++)
        {
            var bench = new PipelineBench();
            bench.Store("www.example.com", RecordType.A, 300, [.. Enumerable.Range(0, records).Select(i => new AData(new IPAddress(new byte[] { 10, 0, 0, (byte)i })))]);
            var whole = 12 + 17 + 4 + (16 * records) + (opt.Length == 0 ? 0 : 11);
            bench.Handle(Convert.FromHexString($"{head} {Www} 0001 0001 {opt}".Replace(" ", "", StringComparison.Ordinal)), out var length);
            Assert.Equal(whole > limit, (bench.Response[2] & 2) != 0);
            Assert.Equal(whole > limit ? 33 + (opt.Length == 0 ? 0 : 11) : whole, length);
        }
    }

    [Fact]
    public void A_padded_query_over_an_encrypted_transport_gets_a_padded_response()
    {
        var bench = new PipelineBench();
        bench.Store("www.example.com", RecordType.A, 300, new AData(IPAddress.Parse("192.0.2.1")));
        var query = Convert.FromHexString($"{HeadWithOpt} {Www} 0001 0001 00 0029 04d0 00000000 0008 000c 0004 00000000".Replace(" ", "", StringComparison.Ordinal));
        bench.Handle(query, out var length, bench.Client(transport: Transport.Tls));
        Assert.Equal(468, length);
        bench.Handle(query, out length, bench.Client(transport: Transport.Tcp));
        Assert.Equal(60, length);
    }

    [Fact]
    public void A_query_without_question_but_with_a_cookie_gets_the_servers()
    {
        var response = new PipelineBench().Ask("abcd 0100 0000 0000 0000 0001 00 0029 04d0 00000000 000c 000a 0008 0102030405060708");
        Assert.StartsWith("abcd8180000000000000000100002904d000000000001c000a0018010203040506070801000000", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Hot_names_near_their_end_are_refreshed_once()
    {
        var time = new FakeTimeProvider();
        var bench = new PipelineBench(time: time);
        bench.Store("www.example.com", RecordType.A, 100, new AData(IPAddress.Parse("192.0.2.1")));
        for (var i = 0; i < 20; i++)
        {
            bench.Ask($"{Head} {Www} 0001 0001");
        }

        time.Advance(TimeSpan.FromSeconds(95));
        for (var i = 0; i < 20; i++)
        {
            Assert.StartsWith("abcd8180", bench.Ask($"{Head} {Www} 0001 0001"), StringComparison.Ordinal);
        }

        Assert.True(SpinWait.SpinUntil(() => !bench.Resolver.Prefetched.IsEmpty, TimeSpan.FromSeconds(10)));
        Assert.Equal("www.example.com. IN A", Assert.Single(bench.Resolver.Prefetched).Question.ToString());
    }

    private static void Same(string expected, string actual) =>
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), actual);
}
