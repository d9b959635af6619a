using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Targets;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.App.Tests.Hosting;

public sealed class ServeTests
{
    private static readonly ZoneModel _zone = ZoneModel.Of("example.com")
        .WithAddresses("www.example.com", 300, "192.0.2.10", "192.0.2.11")
        .WithAddresses("short.example.com", 1, "192.0.2.20")
        .WithAddresses("guarded.example.com", 1, "127.0.0.1");

    [Fact]
    public async Task Answers_and_tells_how_it_does()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(Providers(upstream));

        Assert.Equal("192.0.2.10\n192.0.2.11\n", Sorted(await daemon.DigAsync("www.example.com", "+short")));
        Assert.Equal("192.0.2.10\n192.0.2.11\n", Sorted(await daemon.DigAsync("www.example.com", "+short", "+tcp")));

        var status = await daemon.RunAsync("status");
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("ready", status.Output, StringComparison.Ordinal);
        Assert.Contains("1 answers", status.Output, StringComparison.Ordinal);
        Assert.Contains($"udp://{upstream.EndPoint}", status.Output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse((await daemon.RunAsync("status", "--json")).Output);
        Assert.True(json.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal("only", json.RootElement.GetProperty("providers")[0].GetProperty("name").GetString());

        Assert.Equal(0, await daemon.EndAsync(Signal.Terminate));
    }

    [Fact]
    public async Task The_cache_is_shown_and_flushed()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(Providers(upstream));
        await daemon.DigAsync("www.example.com");

        var shown = await daemon.RunAsync("cache", "show", "www.example.com");
        Assert.Contains("192.0.2.10", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Positive", shown.Output, StringComparison.Ordinal);
        Assert.Equal("1 answers removed\n", (await daemon.RunAsync("cache", "flush", "example.com", "--below")).Output);
        Assert.Equal("Nothing is cached for the name.\n", (await daemon.RunAsync("cache", "show", "www.example.com")).Output);
        var wrong = await daemon.RunAsync("cache", "show", "a..b");
        Assert.Equal((2, "holdfast: 'a..b' is not a domain name: EmptyLabel\n"), (wrong.ExitCode, wrong.Error));
    }

    [Fact]
    public async Task A_guarded_name_is_held_through_NODATA_and_goes_when_it_is_released()
    {
        using var target = new TcpTarget(IPAddress.Loopback, 0);
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync($$"""
            {{Providers(upstream)}}
            guard:
              - {name: guarded.example.com, proofs: ["tcp:{{target.EndPoint.Port}}"], serve-ttl: 1s}
            """);
        Assert.Equal("127.0.0.1\n", await daemon.DigAsync("guarded.example.com", "+short"));
        await daemon.UntilAsync(async () => (await daemon.RunAsync("guard", "list")).Output.Contains("127.0.0.1", StringComparison.Ordinal), "the answer to become good");

        upstream.Set("nodata");
        await daemon.RunAsync("cache", "flush");
        var held = await daemon.DigAsync("guarded.example.com");
        Assert.Contains("127.0.0.1", held, StringComparison.Ordinal);
        Assert.Contains("EDE: 3 (Stale Answer)", held, StringComparison.Ordinal);
        Assert.Contains("held since", (await daemon.RunAsync("guard", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("guarded.example.com", (await daemon.RunAsync("guard", "history", "guarded.example.com")).Output, StringComparison.Ordinal);

        var released = await daemon.RunAsync("guard", "release", "guarded.example.com");
        Assert.Equal((0, "guarded.example.com. A: released\n"), (released.ExitCode, released.Output));
        Assert.Equal("", await daemon.DigAsync("guarded.example.com", "+short"));
        Assert.Equal(2, (await daemon.RunAsync("guard", "release", "other.example.com")).ExitCode);
    }

    [Fact]
    public async Task Restores_an_earlier_answer_by_its_number()
    {
        using var target = new TcpTarget(IPAddress.Loopback, 0);
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync($$"""
            {{Providers(upstream)}}
            guard:
              - {name: guarded.example.com, proofs: ["tcp:{{target.EndPoint.Port}}"]}
            """);
        await daemon.DigAsync("guarded.example.com");
        await daemon.UntilAsync(async () => (await daemon.RunAsync("guard", "history", "guarded.example.com")).Output.Contains("Good", StringComparison.Ordinal), "a good answer");

        Assert.Equal("guarded.example.com. A: restored\n", (await daemon.RunAsync("guard", "restore", "guarded.example.com", "1")).Output);
        var wrong = await daemon.RunAsync("guard", "restore", "guarded.example.com", "99");
        Assert.Equal((2, "holdfast: guarded.example.com A has no answer 99\n"), (wrong.ExitCode, wrong.Error));
    }

    [Fact]
    public async Task SIGHUP_applies_a_new_file_and_keeps_the_cache()
    {
        await using var first = FaultyUpstream.Start(_zone);
        await using var second = FaultyUpstream.Start(ZoneModel.Of("example.com").WithAddresses("new.example.com", 300, "192.0.2.99"));
        await using var daemon = await RunningDaemon.StartAsync(Providers(first));
        await daemon.DigAsync("www.example.com");

        daemon.Configure(Providers(second));
        daemon.Send(Signal.HangUp);
        await daemon.WaitForLogAsync("is in force");

        Assert.Equal("192.0.2.99\n", await daemon.DigAsync("new.example.com", "+short"));
        Assert.Equal("192.0.2.10\n192.0.2.11\n", Sorted(await daemon.DigAsync("www.example.com", "+short")));
    }

    [Fact]
    public async Task A_changed_file_is_noticed_and_a_wrong_one_changes_nothing_but_is_told()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(Providers(upstream));

        daemon.Configure("providers: [{name: x, endpoints: [nonsense]}]");
        await daemon.WaitForLogAsync("The new configuration is refused");

        Assert.Equal("192.0.2.20\n", await daemon.DigAsync("short.example.com", "+short"));
        var status = await daemon.RunAsync("status");
        Assert.Contains("a newer file was refused", status.Output, StringComparison.Ordinal);
        Assert.Contains("providers[0].endpoints[0]: 'nonsense'", status.Output, StringComparison.Ordinal);
        var reload = await daemon.RunAsync("reload");
        Assert.Equal(1, reload.ExitCode);
        Assert.Contains("holdfast.yaml:5:", reload.Error, StringComparison.Ordinal);

        daemon.Configure(Providers(upstream));
        Assert.Equal((0, "applied\n"), (await daemon.RunAsync("reload")) is var again ? (again.ExitCode, again.Output) : default);
        Assert.DoesNotContain("a newer file was refused", (await daemon.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_while_every_provider_is_silent_goes_on_answering_from_what_is_remembered()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        using var scratch = new Scratch();
        var first = await RunningDaemon.StartAsync(Providers(upstream), scratch);
        await first.DigAsync("www.example.com");
        await first.EndAsync(Signal.Terminate);
        upstream.Set("silent");

        await using var second = await RunningDaemon.StartAsync(Providers(upstream), scratch);
        Assert.Equal("192.0.2.10\n192.0.2.11\n", Sorted(await second.DigAsync("www.example.com", "+short")));
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_state_or_address_is_told_why_it_cannot_start()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(Providers(upstream));

        var sameState = await HoldfastProgram.RunAsync("serve", "--config", daemon.Scratch.PathOf("holdfast.yaml"));
        Assert.Equal(2, sameState.ExitCode);
        Assert.StartsWith("holdfast: ", sameState.Error.Split('\n').Last(line => line.Length > 0));

        using var other = new Scratch();
        var text = File.ReadAllText(daemon.Scratch.PathOf("holdfast.yaml"));
        var sameAddress = await HoldfastProgram.RunAsync("serve", "--config", other.Write("holdfast.yaml", text));
        Assert.Equal(2, sameAddress.ExitCode);
        Assert.Contains($"cannot listen at 127.0.0.1:{daemon.Port}", sameAddress.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_that_cannot_listen_is_refused_and_leaves_everything_as_it_is()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var other = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(Providers(upstream));
        var text = File.ReadAllText(daemon.Scratch.PathOf("holdfast.yaml"));

        daemon.Scratch.Write("holdfast.yaml", text
            .Replace($"udp: \"127.0.0.1:{daemon.Port}\"", $"udp: \"{other.EndPoint}\"", StringComparison.Ordinal)
            .Replace("name: only", "name: renamed", StringComparison.Ordinal));
        var refused = await daemon.RunAsync("reload");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("cannot listen at", refused.Error, StringComparison.Ordinal);
        Assert.Contains("only", (await daemon.RunAsync("status")).Output, StringComparison.Ordinal);

        daemon.Scratch.Write("holdfast.yaml", text);
        Assert.Equal("applied\n", (await daemon.RunAsync("reload")).Output);
        Assert.Equal("192.0.2.20\n", await daemon.DigAsync("short.example.com", "+short"));
    }

    [Fact]
    public async Task Serves_and_asks_over_TLS_and_HTTPS_with_certificates_verified()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["dns.example"]);
        using var scratch = new Scratch();
        var files = certificate.WriteTo(scratch.Folder);
        var ports = FreePorts.Pick(2);
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(
            Providers(upstream),
            scratch,
            listeners: $$""", tls: "127.0.0.1:{{ports[0]}}", https: "127.0.0.1:{{ports[1]}}", certificate: "{{files.ChainPath}}", key: "{{files.KeyPath}}" """);

        string[] common = ["query", "short.example.com", "+short", "+tls-hostname=dns.example", $"+tls-ca={files.AuthorityPath}", "+tries=1"];
        Assert.Equal("192.0.2.20\n", (await HoldfastProgram.RunAsync([.. common, $"@127.0.0.1:{ports[0]}", "--tls"])).Output);
        Assert.Equal("192.0.2.20\n", (await HoldfastProgram.RunAsync([.. common, $"@127.0.0.1:{ports[1]}", "--https"])).Output);
        var unknown = await HoldfastProgram.RunAsync("query", "short.example.com", $"@127.0.0.1:{ports[0]}", "--tls", "+tries=1");
        Assert.Equal(9, unknown.ExitCode);
        Assert.Contains("TlsFailed", unknown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_is_told_of_readiness_and_of_life_and_of_the_end()
    {
        using var scratch = new Scratch();
        var path = scratch.PathOf("notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(
            Providers(upstream), environment: new() { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "200000" });
        Assert.StartsWith("READY=1\nSTATUS=answers at ", await ReceiveAsync(socket));
        Assert.Equal("WATCHDOG=1", await ReceiveAsync(socket));
        Assert.Equal("WATCHDOG=1", await ReceiveAsync(socket));

        daemon.Send(Signal.HangUp);
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", await ReceiveAsync(socket, pass: "WATCHDOG=1"));
        Assert.StartsWith("READY=1\n", await ReceiveAsync(socket, pass: "WATCHDOG=1"));

        await daemon.EndAsync(Signal.Terminate);
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket, pass: "WATCHDOG=1"));
    }

    [Fact]
    public async Task The_admin_API_describes_itself_and_counts_for_Prometheus()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(Providers(upstream));
        await daemon.DigAsync("www.example.com");

        using var document = JsonDocument.Parse((await daemon.HttpAsync(HttpMethod.Get, "/openapi.json")).Body);
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToHashSet();
        Assert.Superset(
            new HashSet<string>(["/status", "/providers", "/cache", "/guard", "/guard/{name}", "/guard/{name}/release", "/guard/{name}/restore", "/reload", "/healthz", "/readyz"]),
            paths);

        var (status, metrics) = await daemon.HttpAsync(HttpMethod.Get, "/metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("dns_server_queries_total{", metrics, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await daemon.HttpAsync(HttpMethod.Get, "/healthz"));
    }

    [Fact]
    public async Task Web_pages_and_those_without_the_token_are_turned_away()
    {
        const string Token = "0123456789abcdef0123";
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var open = await RunningDaemon.StartAsync(Providers(upstream));
        Assert.Equal(HttpStatusCode.Forbidden, (await open.HttpAsync(HttpMethod.Post, "/reload", ("Origin", "http://evil.example"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await open.HttpAsync(HttpMethod.Get, "/status", ("Host", "evil.example"))).Status);

        using var scratch = new Scratch();
        scratch.Write("token", Token + "\n");
        await using var closed = await RunningDaemon.StartAsync(Providers(upstream), scratch);
        closed.Configure(Providers(upstream));
        var text = File.ReadAllText(scratch.PathOf("holdfast.yaml")).Replace("admin: {", "admin: {token-file: token, ", StringComparison.Ordinal);
        await closed.EndAsync(Signal.Terminate);
        scratch.Write("holdfast.yaml", text);
        await using var process = new ServerProcess("dotnet", [HoldfastProgram.Assembly, "serve", "--config", scratch.PathOf("holdfast.yaml")], scratch.Folder);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        TestPeers.Tools.ToolResult result;
        do
        {
            result = await HoldfastProgram.RunAsync("status", "--admin", closed.Admin);
        }
        while (result.Error.Contains("no daemon answers", StringComparison.Ordinal) && !patience.IsCancellationRequested);

        Assert.Contains("wants a token", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await HoldfastProgram.RunAsync("status", "--admin", closed.Admin, "--token-file", scratch.PathOf("token"))).ExitCode);
        Assert.Contains("wants a token", (await HoldfastProgram.RunAsync("status", "--admin", closed.Admin, "--token-file", scratch.Write("other", "wrong-wrong-wrong-wrong"))).Error, StringComparison.Ordinal);
        await process.EndAsync(Signal.Terminate, TestContext.Current.CancellationToken);
    }

    private static string Providers(FaultyUpstream upstream) =>
        string.Create(CultureInfo.InvariantCulture, $$"""providers: [{name: only, endpoints: ["udp://{{upstream.EndPoint}}"]}]""");

    private static string Sorted(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => line + "\n"));

    private static async Task<string> ReceiveAsync(Socket socket, string? pass = null)
    {
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, patience.Token);
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            if (text != pass)
            {
                return text;
            }
        }
    }
}
