using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Holdfast.App.Demo;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Targets;

namespace Holdfast.App.Tests.Hosting;

/// <summary>Pools kept and served by the built program, asked with dig and by its own commands.</summary>
public sealed class EndpointsServingTests : IDisposable
{
    private const string Name = "api.example.com";

    private static readonly IPAddress[] _addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"), IPAddress.Parse("127.0.0.4")];

    private readonly TcpTarget[] _servers;

    public EndpointsServingTests()
    {
        var first = new TcpTarget(_addresses[0], 0);
        _servers = [first, .. _addresses[1..].Select(address => new TcpTarget(address, first.EndPoint.Port))];
    }

    public void Dispose() => Array.ForEach(_servers, server => server.Dispose());

    [Theory]
    [InlineData("memory")]
    [InlineData("rocksdb")]
    public async Task A_pools_name_is_served_and_follows_its_servers(string engine)
    {
        await using var daemon = await RunningDaemon.StartAsync(Configuration($"store: {{engine: {engine}}}"));
        await ServesAsync(daemon, 2, 3, 4);
        _servers[1].Close();
        await ServesAsync(daemon, 2, 4);

        Assert.Contains("127.0.0.2 127.0.0.4", (await daemon.RunAsync("endpoints", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("127.0.0.3", (await daemon.RunAsync("endpoints", "plan", Name)).Output, StringComparison.Ordinal);
        var explained = (await daemon.RunAsync("endpoints", "explain", Name)).Output;
        Assert.Contains($"{Name}. generation ", explained, StringComparison.Ordinal);
        Assert.Contains("observers see it fail: tcp:", explained, StringComparison.Ordinal);
        using var history = JsonDocument.Parse((await daemon.RunAsync("endpoints", "history", Name, "--json")).Output);
        Assert.Equal("zone-a", history.RootElement[0].GetProperty("by").GetString());
        Assert.Contains("1 pools kept, 1 names served\n", (await daemon.RunAsync("status")).Output, StringComparison.Ordinal);

        _servers[1].Open();
        await ServesAsync(daemon, 2, 3, 4);
        Assert.Equal(0, await daemon.EndAsync(Signal.Terminate));
        Assert.Equal(engine == "rocksdb", Directory.Exists(daemon.Scratch.PathOf("state/store")));
    }

    [Fact]
    public async Task The_guides_pool_is_served_as_it_stands_with_servers_that_are_there()
    {
        var yaml = Repository.FencedBlocks("docs/guide/endpoints.md", "yaml").Single()
            .Replace("192.0.2.11", "127.0.0.2", StringComparison.Ordinal)
            .Replace("192.0.2.21", "127.0.0.3", StringComparison.Ordinal)
            .Replace("192.0.2.31", "127.0.0.4", StringComparison.Ordinal)
            .Replace("https://api.example.com/health", $"tcp:{_servers[0].EndPoint.Port}", StringComparison.Ordinal);
        await using var daemon = await RunningDaemon.StartAsync($"{yaml}\nproviders: []\nadmission: {{resolve-for: []}}\n");
        await ServesAsync(daemon, 2, 3, 4);
    }

    [Fact]
    public async Task The_last_plan_is_served_through_a_restart_while_the_store_cannot_be_used()
    {
        using var scratch = new Scratch();
        _servers[2].Close(); // what is served is the last plan, not the list of members
        var first = await RunningDaemon.StartAsync(Configuration(), scratch);
        _servers[2].Open();
        await ServesAsync(first, 2, 3, 4);
        _servers[2].Close();
        await ServesAsync(first, 2, 3);
        Assert.Equal(0, await first.EndAsync(Signal.Terminate));

        var store = scratch.PathOf("state/store");
        Directory.Move(store, store + ".away");
        Directory.CreateSymbolicLink(store, "/dev/null/nothing");
        await using var daemon = await RunningDaemon.StartAsync(Configuration(), scratch);
        await ServesAsync(daemon, 2, 3);
        await daemon.WaitForLogAsync("The store cannot be used (Unavailable), it is tried again, what is served stays: ");
        var (status, ready) = await daemon.HttpAsync(HttpMethod.Get, "/readyz");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("ready\nthe store cannot be used, the last plans are served: ", ready);
        Assert.Contains("the store cannot be used: ", (await daemon.RunAsync("status")).Output, StringComparison.Ordinal);
        Assert.Contains("this is the last plan that was seen: ", (await daemon.RunAsync("endpoints", "explain", Name)).Output, StringComparison.Ordinal);
        var refused = await daemon.RunAsync("endpoints", "freeze", Name);
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("holdfast: the store cannot be used: ", refused.Error);

        File.Delete(store);
        Directory.Move(store + ".away", store);
        await daemon.WaitForLogAsync("The store can be used again");
        _servers[2].Open();
        await ServesAsync(daemon, 2, 3, 4);
    }

    [Fact]
    public async Task Persons_freeze_roll_back_force_and_thaw()
    {
        await using var daemon = await RunningDaemon.StartAsync(Configuration());
        await ServesAsync(daemon, 2, 3, 4);
        _servers[0].Close();
        await ServesAsync(daemon, 3, 4);
        var frozen = await daemon.RunAsync("endpoints", "freeze", "--why", "drill 7");
        Assert.Equal("every name is frozen\n", frozen.Output);
        _servers[0].Open();
        await daemon.UntilAsync(async () => (await daemon.RunAsync("endpoints", "explain", Name)).Output.Contains($"all names are frozen by {Environment.UserName} for ", StringComparison.Ordinal), "the freeze");
        await daemon.WaitForLogAsync($"frozen by {Environment.UserName}: drill 7");
        Assert.Equal("127.0.0.3\n127.0.0.4\n", Sorted(await daemon.DigAsync(Name, "+short")));
        var again = await daemon.RunAsync("endpoints", "freeze");
        Assert.Equal((2, $"holdfast: all names are frozen by {Environment.UserName} already: drill 7\n"), (again.ExitCode, again.Error));
        Assert.Equal("the freeze of every name is over\n", (await daemon.RunAsync("endpoints", "thaw")).Output);
        await ServesAsync(daemon, 2, 3, 4);

        using (var history = JsonDocument.Parse((await daemon.RunAsync("endpoints", "history", Name, "--json")).Output))
        {
            var two = history.RootElement.EnumerateArray().First(plan => plan.GetProperty("members")[0].GetProperty("role").GetString() != "Serving").GetProperty("generation").GetInt64();
            var back = await daemon.RunAsync("endpoints", "rollback", Name, $"{two}", "--why", "drill 8");
            Assert.Contains($"back to generation {two}, and frozen; generation ", back.Output, StringComparison.Ordinal);
        }

        await ServesAsync(daemon, 3, 4);
        Assert.Contains("back to generation", (await daemon.RunAsync("endpoints", "history", Name)).Output, StringComparison.Ordinal);
        Assert.Equal($"{Name}.: thawed\n", (await daemon.RunAsync("endpoints", "thaw", Name)).Output);
        await ServesAsync(daemon, 2, 3, 4);

        // Draining two of three at once is more than the guard lets pass; a person may.
        daemon.Configure(Configuration(members: "[127.0.0.2, {address: 127.0.0.3, drained: true}, {address: 127.0.0.4, drained: true}]"));
        await daemon.RunAsync("reload");
        await daemon.UntilAsync(async () => (await daemon.RunAsync("endpoints", "plan", Name)).Output.Contains("was refused: it would leave 1 of 3 addresses", StringComparison.Ordinal), "the refusal");
        Assert.Equal("127.0.0.2\n127.0.0.3\n127.0.0.4\n", Sorted(await daemon.DigAsync(Name, "+short")));
        Assert.StartsWith($"{Name}.: forced; generation ", (await daemon.RunAsync("endpoints", "force", Name)).Output);
        await ServesAsync(daemon, 2);
        var nothing = await daemon.RunAsync("endpoints", "force", Name);
        Assert.Equal((2, $"holdfast: no plan of {Name}. is refused\n"), (nothing.ExitCode, nothing.Error));
    }

    [Fact]
    public async Task A_reload_keeps_other_pools_and_takes_no_name_away()
    {
        await using var daemon = await RunningDaemon.StartAsync(Configuration());
        await ServesAsync(daemon, 2, 3, 4);
        daemon.Configure(Configuration(name: "other.example.com"));
        await daemon.RunAsync("reload");
        await daemon.UntilAsync(async () => (await daemon.DigAsync("other.example.com", "+short")).Length > 0, "the other name");
        Assert.Equal("127.0.0.2\n127.0.0.3\n127.0.0.4\n", Sorted(await daemon.DigAsync(Name, "+short")));
        Assert.Contains("kept by others", (await daemon.RunAsync("endpoints", "list")).Output, StringComparison.Ordinal);
        daemon.Configure("providers: []\nadmission: {resolve-for: []}\n");
        await daemon.RunAsync("reload");
        Assert.Equal("127.0.0.2\n127.0.0.3\n127.0.0.4\n", Sorted(await daemon.DigAsync(Name, "+short")));
        var unknown = await daemon.RunAsync("endpoints", "plan", "nobody.example");
        Assert.Equal((2, $"holdfast: nobody.example. has no pool here and no plan; known: {Name}., other.example.com.\n"), (unknown.ExitCode, unknown.Error));
    }

    [Fact]
    public async Task A_name_goes_only_when_a_person_retires_it()
    {
        using var scratch = new Scratch();
        var first = await RunningDaemon.StartAsync(Configuration(), scratch);
        await ServesAsync(first, 2, 3, 4);
        var kept = await first.RunAsync("endpoints", "retire", Name);
        Assert.Equal((2, $"holdfast: {Name}. has a pool here, which would be planned again at once: take it out of the configuration first\n"), (kept.ExitCode, kept.Error));
        Assert.Equal(0, await first.EndAsync(Signal.Terminate));

        await using var daemon = await RunningDaemon.StartAsync("providers: []\nadmission: {resolve-for: []}\n", scratch);
        await ServesAsync(daemon, 2, 3, 4);
        var retired = await daemon.RunAsync("endpoints", "retire", Name);
        Assert.Equal((0, $"{Name}.: retired; every other daemon that serves it must be told too\n"), (retired.ExitCode, retired.Output));
        Assert.Contains("status: REFUSED", await daemon.DigAsync(Name), StringComparison.Ordinal);
        Assert.Equal("No name is planned or served yet.\n", (await daemon.RunAsync("endpoints", "list")).Output);
        Assert.Empty(Directory.GetFiles(scratch.PathOf("state/endpoints")));
    }

    [Fact]
    public async Task Without_pools_nothing_is_opened_and_commands_say_why()
    {
        await using var daemon = await RunningDaemon.StartAsync("providers: []\nadmission: {resolve-for: []}\n");
        var list = await daemon.RunAsync("endpoints", "list");
        Assert.Equal((2, "holdfast: no pools are kept here and no plans are served: the configuration has neither endpoints.pools nor endpoints.serve\n"), (list.ExitCode, list.Error));
        Assert.False(Directory.Exists(daemon.Scratch.PathOf("state/store")));
    }

    [Fact]
    public async Task A_probe_that_never_ends_takes_its_member_out_and_no_other()
    {
        IPAddress[] addresses = [.. _addresses, IPAddress.Parse("127.0.0.5")];
        var port = DemoServer.FreePort(addresses);
        var servers = _addresses.Select(address => new DemoServer("zone-a", new IPEndPoint(address, port))).ToList();
        foreach (var server in servers)
        {
            await server.StartAsync(TestContext.Current.CancellationToken);
        }

        using var silent = new TcpListener(addresses[^1], port); // the system accepts for it, and nobody says a word
        silent.Start();
        await using (var daemon = await RunningDaemon.StartAsync(Configuration(
            members: "[127.0.0.2, 127.0.0.3, 127.0.0.4, 127.0.0.5]", probe: $"http://{Name}:{port}/")))
        {
            await ServesAsync(daemon, 2, 3, 4);
            var explained = (await daemon.RunAsync("endpoints", "explain", Name)).Output;
            Assert.Contains($"out     127.0.0.5       weight 1    not yet seen healthy: 1 of 1 observers see it fail: http://{Name}:{port}/: nothing in 500 ms", explained, StringComparison.Ordinal);
        }

        foreach (var server in servers)
        {
            await server.KillAsync();
        }
    }

    private string Configuration(string more = "", string name = Name, string members = "[127.0.0.2, 127.0.0.3, 127.0.0.4]", string? probe = null) => $$"""
        {{more}}
        providers: []
        admission: {resolve-for: []}
        endpoints:
          enactor: zone-a
          round-interval: 100ms
          pools:
            - name: {{name}}
              members: {{members}}
              probes: [{target: "{{probe ?? $"tcp:{_servers[0].EndPoint.Port}"}}", interval: 100ms, deadline: 500ms, rise: 1, fall: 2}]
              health: {min-up: 0s, min-down: 0s}
              policy: {ttl: 1s}

        """;

    private static async Task ServesAsync(RunningDaemon daemon, params int[] servers)
    {
        var expected = string.Concat(servers.Select(n => $"127.0.0.{n}\n"));
        await daemon.UntilAsync(async () => Sorted(await daemon.DigAsync(Name, "+short")) == expected, $"the name to have {expected}");
    }

    private static string Sorted(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => line + "\n"));
}
