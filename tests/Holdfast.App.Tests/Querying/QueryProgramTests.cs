using System.Globalization;
using System.Text.Json;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Tools;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.App.Tests.Querying;

/// <summary>The program against NSD, with dig as the measure.</summary>
public sealed class QueryProgramTests : IAsyncLifetime
{
    private RealServer _nsd = null!;

    private string At => string.Create(CultureInfo.InvariantCulture, $"@127.0.0.1:{_nsd.EndPoint.Port}");

    public async ValueTask InitializeAsync() => _nsd = await RealServer.StartAsync(new Nsd(ServedZone.Of(
        "example.com.",
        "www A 192.0.2.10",
        "www AAAA 2001:db8::10",
        "alias CNAME www",
        "@ MX 10 www",
        "txt TXT \"hello \\\"world\\\"\" second",
        "_sip._udp SRV 1 2 5060 www",
        "svc HTTPS 1 . alpn=h2 ipv4hint=192.0.2.10",
        "@ CAA 0 issue \"ca.example\"",
        "odd TYPE65280 \\# 3 ABCDEF")));

    public ValueTask DisposeAsync() => _nsd.DisposeAsync();

    [Theory]
    [InlineData("www.example.com", "A")]
    [InlineData("www.example.com", "AAAA")]
    [InlineData("alias.example.com", "A")]
    [InlineData("example.com", "MX")]
    [InlineData("txt.example.com", "TXT")]
    [InlineData("_sip._udp.example.com", "SRV")]
    [InlineData("svc.example.com", "HTTPS")]
    [InlineData("example.com", "CAA")]
    [InlineData("odd.example.com", "TYPE65280")]
    [InlineData("example.com", "SOA")]
    [InlineData("nowhere.example.com", "A")]
    public async Task Shows_the_sections_that_dig_shows(string name, string type)
    {
        var ours = await HoldfastProgram.RunAsync("query", name, type, At, "+nocmd");
        var digs = await Dig.AskAsync(_nsd.EndPoint, name, type, "+nocmd", "+nocookie", "+noall", "+comments", "+question", "+answer", "+authority", "+additional");
        Assert.Equal((0, ""), (ours.ExitCode, ours.Error));
        Assert.Equal(Sections(digs.Output), Sections(ours.Output));
        Assert.Matches(";; SERVER: 127.0.0.1#[0-9]+\\(127.0.0.1\\) \\(UDP\\)", ours.Output);
    }

    [Fact]
    public async Task Other_transports_and_flags_work_as_dig_has_them()
    {
        Assert.Contains("(TCP)", (await HoldfastProgram.RunAsync("query", "www.example.com", At, "--tcp")).Output, StringComparison.Ordinal);
        Assert.Equal("192.0.2.10\n", (await HoldfastProgram.RunAsync("query", "www.example.com", At, "+short")).Output);
        Assert.Contains("flags: do; udp:", (await HoldfastProgram.RunAsync("query", "www.example.com", At, "+dnssec")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("OPT PSEUDOSECTION", (await HoldfastProgram.RunAsync("query", "www.example.com", At, "+noedns")).Output, StringComparison.Ordinal);
        Assert.Contains("flags: qr aa; ", (await HoldfastProgram.RunAsync("query", "www.example.com", At, "+norecurse")).Output, StringComparison.Ordinal);
        Assert.Equal("192.0.2.10\n", (await HoldfastProgram.RunAsync("query", "www.example.com", "@127.0.0.1", "-p", _nsd.EndPoint.Port.ToString(CultureInfo.InvariantCulture), "+short")).Output);
    }

    [Fact]
    public async Task JSON_is_one_valid_object_a_line()
    {
        var result = await HoldfastProgram.RunAsync("query", "www.example.com", "A", "txt.example.com", "TXT", At, "--json");
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        var response = first.RootElement.GetProperty("response");
        Assert.Equal("Answered", first.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("NOERROR", response.GetProperty("RCODEname").GetString());
        Assert.Equal(1, response.GetProperty("QR").GetInt32());
        Assert.Equal("192.0.2.10", response.GetProperty("answerRRs")[0].GetProperty("rdataA").GetString());
        Assert.Equal("C000020A", response.GetProperty("answerRRs")[0].GetProperty("RDATAHEX").GetString());
        using var second = JsonDocument.Parse(lines[1]);
        Assert.Equal("\"hello \\\"world\\\"\" \"second\"", second.RootElement.GetProperty("response").GetProperty("answerRRs")[0].GetProperty("rdataTXT").GetString());
    }

    [Fact]
    public async Task Wire_begins_with_the_twelve_octet_header_of_the_query()
    {
        var lines = (await HoldfastProgram.RunAsync("query", "www.example.com", At, "--wire", "+noedns")).Output.Split('\n');
        Assert.StartsWith(";; QUERY to udp://127.0.0.1:", lines[0]);
        Assert.EndsWith(": 33 octets", lines[0]);
        Assert.EndsWith("header: the twelve octets that begin every message", lines[1]);
        Assert.Matches("^00000 [0-9a-f]{2} [0-9a-f]{2} +id [0-9]+$", lines[2]);
        Assert.Matches("^00002 01 00 +flags 0x0100$", lines[3]);
        Assert.Contains(lines, line => line.StartsWith("00012 03 77 77 77 ", StringComparison.Ordinal) && line.EndsWith("label of 3: www", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("pointer to offset 12: www.example.com.", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("c0 00 02 0a                address 192.0.2.10".Split("  ")[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_is_asked_line_by_line_and_its_worst_end_counts()
    {
        var result = await HoldfastProgram.RunWithInputAsync("www.example.com\n; comment\n\nexample.com MX +short\nbad..name\n", "query", "-f", "-", At, "+short");
        Assert.Equal("192.0.2.10\n10 www.example.com.\n", result.Output);
        Assert.Equal("holdfast: -:5: 'bad..name' is not a domain name: two dots stand side by side, or it begins with one\n", result.Error);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(8, (await HoldfastProgram.RunAsync("query", "-f", "/nowhere/batch")).ExitCode);
    }

    [Fact]
    public async Task Silence_ends_with_nine_as_dig_has_it()
    {
        await using var upstream = FaultyUpstream.Start(ZoneModel.Of("example.com"));
        upstream.Set("silent");
        var result = await HoldfastProgram.RunAsync("query", "www.example.com", $"@{upstream.EndPoint}", "+tries=1", "+timeout=1");
        Assert.Equal(9, result.ExitCode);
        Assert.Contains("timed out", result.Output, StringComparison.Ordinal);
        Assert.Contains(";; no servers could be reached", result.Output, StringComparison.Ordinal);

        upstream.Set("nxdomain");
        Assert.Equal(0, (await HoldfastProgram.RunAsync("query", "www.example.com", $"@{upstream.EndPoint}")).ExitCode);
    }

    [Fact]
    public async Task All_names_the_providers_that_differ()
    {
        await using var liar = FaultyUpstream.Start(ZoneModel.Of("example.com").WithAddresses("www.example.com", 60, "192.0.2.10"));
        using var scratch = new Scratch();
        var config = scratch.Write("holdfast.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            system-servers: false
            providers:
              - {name: nsd, endpoints: ["udp://127.0.0.1:{{_nsd.EndPoint.Port}}"]}
              - {name: nsd-by-tcp, endpoints: ["tcp://127.0.0.1:{{_nsd.EndPoint.Port}}"]}
              - {name: other, endpoints: ["udp://{{liar.EndPoint}}"]}
            """));
        var agreed = await HoldfastProgram.RunAsync("query", "www.example.com", "--all", "--config", config);
        Assert.Equal(0, agreed.ExitCode);
        Assert.Contains("All 3 that answered agree.", agreed.Output, StringComparison.Ordinal);

        liar.Set("nodata");
        var differing = await HoldfastProgram.RunAsync("query", "www.example.com", "--all", "--config", config);
        Assert.Equal(3, differing.ExitCode);
        Assert.Contains("They differ: 2 different answers.", differing.Output, StringComparison.Ordinal);
        Assert.Contains("  nsd, nsd-by-tcp: NOERROR: A 192.0.2.10", differing.Output, StringComparison.Ordinal);
        Assert.Contains("  other: NOERROR, no data", differing.Output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse((await HoldfastProgram.RunAsync("query", "www.example.com", "--all", "--config", config, "--json")).Output);
        Assert.False(json.RootElement.GetProperty("agree").GetBoolean());
        Assert.Equal(3, json.RootElement.GetProperty("providers").GetArrayLength());
    }

    [Fact]
    public async Task Output_to_a_file_has_no_colours()
    {
        var result = await HoldfastProgram.RunAsync("query", "www.example.com", At);
        Assert.DoesNotContain('\e', result.Output);
    }

    // Flags, sections and their records; what changes from run to run and dig's own remarks apart.
    private static List<string> Sections(string output) => [.. output.Split('\n')
        .Select(line => string.Join(' ', line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))
        .Select(line => line.StartsWith(";; ->>HEADER<<-", StringComparison.Ordinal) ? line[..line.IndexOf(", id:", StringComparison.Ordinal)] : line)
        .Where(line => line.Length > 0
            && !line.StartsWith(";; WARNING", StringComparison.Ordinal)
            && !line.StartsWith(";; Got answer", StringComparison.Ordinal)
            && !line.StartsWith(";; Query time", StringComparison.Ordinal)
            && !line.StartsWith(";; SERVER", StringComparison.Ordinal)
            && !line.StartsWith(";; WHEN", StringComparison.Ordinal)
            && !line.StartsWith(";; MSG SIZE", StringComparison.Ordinal))];
}
