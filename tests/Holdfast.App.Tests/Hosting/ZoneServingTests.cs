using Holdfast.TestPeers.RealServers;

namespace Holdfast.App.Tests.Hosting;

/// <summary>docs/guide/zones.md, run as it stands.</summary>
public sealed class ZoneServingTests
{
    private const string Guide = "docs/guide/zones.md";

    private static readonly string _zone = Repository.FencedBlocks(Guide, "zone").Single();

    [Fact]
    public async Task The_guides_zone_answers_as_the_guide_shows()
    {
        var yaml = Repository.FencedBlocks(Guide, "yaml").ToArray();
        using var scratch = new Scratch();
        scratch.Write("corp.zone", _zone);
        await using var daemon = await RunningDaemon.StartAsync(
            $"{yaml[0]}\nproviders: []\nadmission: {{resolve-for: []}}\n", scratch);
        var shown = Repository.FencedBlocks(Guide, "console").Single();
        foreach (var example in shown.Split("$ dig ", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = example.TrimEnd().Split('\n');
            var answer = await daemon.DigAsync(lines[0].Split(' '));
            Assert.Equal(lines[1..], answer.TrimEnd().Split('\n').Select(line => string.Join(' ', line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))));
        }

        Assert.Contains("status: REFUSED", await daemon.DigAsync("www.example.net"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_file_keeps_the_zone_and_a_reload_reads_a_sound_one()
    {
        using var scratch = new Scratch();
        scratch.Write("corp.zone", _zone);
        await using var daemon = await RunningDaemon.StartAsync(
            "zones: [{name: corp.example.com, file: corp.zone}]\nproviders: []\nadmission: {resolve-for: []}\n", scratch);
        scratch.Write("corp.zone", _zone + "\nwww CNAME api");
        await daemon.RunAsync("reload");
        await daemon.WaitForLogAsync("has a broken file, the zone before stays: " + scratch.PathOf("corp.zone") + ":14:1: www.corp.example.com. has a CNAME record and others");
        Assert.Equal("192.0.2.10\n192.0.2.11\n", await daemon.DigAsync("www.corp.example.com", "+short"));
        scratch.Write("corp.zone", _zone + "\nnew A 192.0.2.99");
        await daemon.RunAsync("reload");
        Assert.Equal("192.0.2.99\n", await daemon.DigAsync("new.corp.example.com", "+short"));
        Assert.Equal(0, await daemon.EndAsync(Signal.Terminate));
    }

    [Fact]
    public async Task Check_says_where_a_zone_file_is_wrong()
    {
        using var scratch = new Scratch();
        scratch.Write("corp.zone", _zone);
        var path = scratch.Write("holdfast.yaml", Repository.FencedBlocks(Guide, "yaml").First());
        var right = await HoldfastProgram.RunAsync("check", path);
        Assert.Equal((0, ""), (right.ExitCode, right.Error));
        Assert.EndsWith(", 1 zone, 0 pools.\n", right.Output, StringComparison.Ordinal);
        scratch.Write("corp.zone", _zone.Replace("api      CNAME www", "api      CNAME www\napi A 192.0.2.12", StringComparison.Ordinal).Replace("192.0.2.53", "192.0.2.530", StringComparison.Ordinal));
        var wrong = await HoldfastProgram.RunAsync("check", path);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Equal(
            $"{scratch.PathOf("corp.zone")}:4:16: '192.0.2.530' is not an IPv4 address. In: ns1 A 192.0.2.530\n"
            + $"{scratch.PathOf("corp.zone")}:8:1: api.corp.example.com. has a CNAME record and others (RFC 1034 §3.6.2). In: api A 192.0.2.12\n",
            wrong.Error);
        File.Delete(scratch.PathOf("corp.zone"));
        Assert.Contains("zones[0].file: ", (await HoldfastProgram.RunAsync("check", path)).Error, StringComparison.Ordinal);
    }
}
