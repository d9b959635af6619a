using System.Net;
using Holdfast.Server.Admission;
using Holdfast.Server.Pipeline;
using Holdfast.Server.Zones;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests.Zones;

/// <summary>Zones of our own within the pipeline: flags, sizes, and what becomes of names that are other people's.</summary>
public sealed class OwnZonesTests
{
    private const MessageFlags Authoritative = MessageFlags.Response | MessageFlags.AuthoritativeAnswer;

    private static readonly OwnZones _zones = ZoneLoadTests.Zones(ServedZone.Of("example.",
        "www A 192.0.2.1", "away CNAME www.example.net.", "far CNAME away", "*.wild A 192.0.2.2", "sub NS ns.sub", "ns.sub A 192.0.2.3",
        "loop CNAME loop", "mail MX 5 www", "redirected DNAME example.net.",
        string.Join('\n', Enumerable.Range(0, 40).Select(n => $"many A 198.51.100.{n}")),
        string.Join('\n', Enumerable.Range(0, 13).Select(n => $"wide NS ns{n}.far.wide\nns{n}.far.wide AAAA 2001:db8::{n}\nns{n}.far.wide A 192.0.2.{n}")),
        string.Join('\n', Enumerable.Range(0, 20).Select(n => $"mails MX {n} mail{n}\nmail{n} A 192.0.2.{n}"))));

    [Theory]
    [InlineData("www.example", RecordType.A)]
    [InlineData("none.example", RecordType.A)]
    [InlineData("example", RecordType.ANY)]
    public void They_answer_with_authority_whether_recursion_is_desired_or_not(string name, RecordType type)
    {
        var bench = new PipelineBench(own: _zones);
        Assert.Equal(Authoritative | MessageFlags.RecursionAvailable | MessageFlags.RecursionDesired, bench.AskFor(name, type).Flags);
        Assert.Equal(Authoritative | MessageFlags.RecursionAvailable, bench.AskFor(name, type, flags: MessageFlags.None).Flags);
        Assert.Equal(2, bench.Metrics.Total(QueryOutcome.Local));
    }

    [Fact]
    public void Whoever_others_names_are_not_resolved_for_gets_ours_only()
    {
        var bench = new PipelineBench(new ServerOptions { ResolvedClients = [AddressPrefix.Parse("10.0.0.0/8")] }, own: _zones);
        bench.Store("www.example.net", RecordType.A, 3600, new AData(IPAddress.Parse("192.0.2.9")));
        Assert.Equal(Authoritative | MessageFlags.RecursionDesired, bench.AskFor("www.example", RecordType.A).Flags);
        Assert.Equal(ResponseCode.Refused, bench.AskFor("www.example.net", RecordType.A).ResponseCode);
        Assert.Equal(ResponseCode.Refused, bench.AskFor("www.example.net", RecordType.ANY).ResponseCode);
        Assert.Equal(["away.example. 300 IN CNAME www.example.net."], bench.AskFor("away.example", RecordType.A).Answers.Select(record => record.ToString()));
        Assert.Equal(["sub.example. 300 IN NS ns.sub.example."], bench.AskFor("x.sub.example", RecordType.A).Authorities.Select(record => record.ToString()));
        Assert.Equal(ResponseCode.NoError, bench.AskFor("www.example.net", RecordType.A, client: bench.Client("10.1.2.3")).ResponseCode);
    }

    [Fact]
    public void A_cut_refers_those_who_do_not_desire_recursion_and_is_resolved_for_the_others()
    {
        var bench = new PipelineBench(own: _zones);
        bench.Store("x.sub.example", RecordType.A, 3600, new AData(IPAddress.Parse("192.0.2.9")));
        Assert.Equal(["x.sub.example. 3600 IN A 192.0.2.9"], bench.AskFor("x.sub.example", RecordType.A).Answers.Select(record => record.ToString()));
        var referral = bench.AskFor("x.sub.example", RecordType.A, flags: MessageFlags.None);
        Assert.Equal((MessageFlags.Response | MessageFlags.RecursionAvailable, 0), (referral.Flags, referral.Answers.Length));
        Assert.Equal("ns.sub.example. 300 IN A 192.0.2.3", Assert.Single(referral.Additionals).ToString());
    }

    [Fact]
    public void DS_of_a_zone_is_resolved_unless_the_zone_above_is_ours()
    {
        var zones = ZoneLoadTests.Zones(ServedZone.Of("example.", "sub NS ns", "sub DS 1 8 2 AA"), ServedZone.Of("sub.example.", "www A 192.0.2.1"));
        var bench = new PipelineBench(own: zones);
        bench.Store("example", RecordType.DS, 3600, new TxtData(["stored"u8.ToArray()]));
        Assert.Equal(3600u, Assert.Single(bench.AskFor("example", RecordType.DS).Answers).Ttl);
        Assert.Equal("sub.example. 300 IN DS 1 8 2 AA", Assert.Single(bench.AskFor("sub.example", RecordType.DS).Answers).ToString());
        var denial = bench.AskFor("example", RecordType.DS, flags: MessageFlags.None);
        Assert.Equal((0, "example."), (denial.Answers.Length, Assert.Single(denial.Authorities).Name.ToString()));
    }

    [Theory]
    [InlineData("far.example", "far.example. CNAME, away.example. CNAME, www.example.net. A")]
    [InlineData("www.redirected.example", "redirected.example. DNAME, www.redirected.example. CNAME, www.example.net. A")]
    public async Task An_alias_that_leads_away_is_followed_by_the_resolver(string name, string expected)
    {
        var bench = new PipelineBench(own: _zones);
        bench.Resolver.Add("www.example.net", 60, new AData(IPAddress.Parse("192.0.2.9")));
        var query = Message.Query(new Question(DomainName.Parse(name), RecordType.A)).ToOctets();
        Assert.Equal(PipelineVerdict.Miss, bench.Handle(query, out _));
        var resolution = await bench.Pipeline.ResolveAsync(query, bench.Client(), TestContext.Current.CancellationToken);
        Assert.Equal(DomainName.Parse("www.example.net"), Assert.Single(bench.Resolver.Asked).Question.Name);
        var length = bench.Pipeline.Finish(query, bench.Client(), bench.Counters, resolution!, bench.Response);
        Assert.True(Message.TryRead(bench.Response.AsSpan(0, length), out var answer, out _, out _));
        Assert.Equal(expected, string.Join(", ", answer.Answers.Select(record => $"{record.Name} {record.Type}")));
        Assert.Equal((ResponseCode.NoError, DomainName.Parse(name)), (answer.ResponseCode, answer.Questions[0].Name));
    }

    [Fact]
    public void An_alias_of_itself_ends() =>
        Assert.Equal("loop.example. 300 IN CNAME loop.example.", Assert.Single(new PipelineBench(own: _zones).AskFor("loop.example", RecordType.A).Answers).ToString());

    [Theory]
    [InlineData("many.example", RecordType.A, 512, true, 0, 0)]      // 40 addresses are 640 octets
    [InlineData("many.example", RecordType.A, 1232, false, 40, 0)]
    [InlineData("x.wide.example", RecordType.A, 512, true, 0, 0)]    // glue that only we have is not left out (RFC 9471)
    [InlineData("x.wide.example", RecordType.A, 1232, false, 0, 26)]
    [InlineData("mails.example", RecordType.MX, 700, false, 20, 0)]  // other additional records are
    public void What_does_not_fit_is_left_out_or_truncated(string name, RecordType type, int payload, bool isTruncated, int answers, int additionals)
    {
        var bench = new PipelineBench(own: _zones);
        var answer = bench.AskFor(name, type, new EdnsRecord { UdpPayloadOctets = (ushort)payload }, MessageFlags.None);
        Assert.Equal((isTruncated, answers, additionals), ((answer.Flags & MessageFlags.Truncated) != 0, answer.Answers.Length, answer.Additionals.Length - 1));
    }

    [Fact]
    public void Names_are_compressed()
    {
        var bench = new PipelineBench(own: _zones);
        Assert.Equal(PipelineVerdict.Answered, bench.Handle(Message.Query(new Question(DomainName.Parse("mail.example"), RecordType.MX)).ToOctets(), out var length));
        Assert.Equal("00008580" + "0001000100000001" + "046d61696c076578616d706c6500000f0001"
            + "c00c000f00010000012c0008" + "000503777777c011" // www, and a pointer to example
            + "c02c000100010000012c0004c0000201",              // www.example: a pointer into the MX record
            Convert.ToHexStringLower(bench.Response.AsSpan(0, length)));
    }

    [Fact]
    public void A_zone_without_a_sound_file_fails_and_is_not_asked_of_others()
    {
        var zones = new OwnZones(static () => 0);
        zones.Set(DomainName.Parse("example."), null);
        var answer = new PipelineBench(own: zones).AskFor("www.example", RecordType.A, new EdnsRecord());
        Assert.Equal((ResponseCode.ServerFailure, MessageFlags.None), (answer.ResponseCode, answer.Flags & MessageFlags.AuthoritativeAnswer));
    }

    [Theory]
    [InlineData("www.example", RecordType.A)]
    [InlineData("WWW.Example", RecordType.AAAA)]
    [InlineData("a.b.c.none.example", RecordType.A)]
    [InlineData("x.wild.example", RecordType.A)]
    [InlineData("x.sub.example", RecordType.A)]
    [InlineData("far.example", RecordType.CNAME)]
    [InlineData("far.example", RecordType.A)]
    [InlineData("www.redirected.example", RecordType.A)]
    [InlineData("mail.example", RecordType.MX)]
    [InlineData("many.example", RecordType.A)] // truncated
    [InlineData("planned.example", RecordType.A)]
    [InlineData("example", RecordType.ANY)]
    public void Nothing_is_allocated(string name, RecordType type)
    {
        var zones = ZoneLoadTests.Zones(ServedZone.Of("example.",
            "www A 192.0.2.1", "*.wild A 192.0.2.2", "sub NS ns.sub", "ns.sub A 192.0.2.3", "away CNAME www.example.net.", "far CNAME away", "mail MX 5 www",
            "redirected DNAME example.net.", string.Join('\n', Enumerable.Range(0, 40).Select(n => $"many A 198.51.100.{n}"))));
        Assert.Null(zones.Publish(Planned.PlannedNamesTests.Plan("planned.example", "192.0.2.1", "192.0.2.2")));
        var bench = new PipelineBench(own: zones);
        var query = Message.Query(new Question(DomainName.Parse(name), type), flags: MessageFlags.None).ToOctets();
        var client = bench.Client();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(PipelineVerdict.Answered, bench.Handle(query, out _, client));
        }

        // The runtime itself allocates a little when it compiles a method anew; a query that allocates does so every time.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                bench.Pipeline.Handle(query, client, bench.Counters, bench.Response, out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));
    }
}
