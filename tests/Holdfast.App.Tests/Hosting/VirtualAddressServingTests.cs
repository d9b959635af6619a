using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.App.Demo;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.App.Tests.Hosting;

/// <summary>A pool of real HTTP servers behind one virtual address and one name, both served by the built program.</summary>
public sealed class VirtualAddressServingTests : IAsyncDisposable
{
    private static readonly IPAddress[] _addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"), IPAddress.Parse("127.0.0.4")];

    private readonly DemoServer[] _servers;
    private readonly int _port = FreePorts.Pick(1)[0];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public VirtualAddressServingTests()
    {
        var port = DemoServer.FreePort(_addresses);
        _servers = [.. _addresses.Select((address, n) => new DemoServer($"zone-{"abc"[n]}", new IPEndPoint(address, port)))];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_truth_for_the_name_and_the_virtual_address()
    {
        await StartServersAsync();
        await using var daemon = await RunningDaemon.StartAsync(Configuration());
        await daemon.UntilAsync(async () => await NameAsync(daemon) == "127.0.0.2 127.0.0.3 127.0.0.4", "the name");
        var failures = new ConcurrentBag<string>();
        using var enough = new CancellationTokenSource();
        var clients = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FetchAsync(failures, enough.Token)));

        // A member that dies costs what it had in flight at the most, and leaves both.
        await _servers[1].KillAsync();
        await daemon.UntilAsync(async () => await NameAsync(daemon) == "127.0.0.2 127.0.0.4", "the name without the dead member");
        Assert.True(failures.Count <= 4, string.Join("; ", failures));

        // A drained member costs nothing: the file is saved, and it gets no more.
        failures.Clear();
        daemon.Configure(Configuration(drained: 3, edition: 2));
        await daemon.WaitForLogAsync("is in force");
        await daemon.UntilAsync(async () => await NameAsync(daemon) == "127.0.0.2", "the name without the drained member");
        await enough.CancelAsync();
        await clients;
        Assert.Empty(failures);
        Assert.Equal(0, await daemon.EndAsync(Signal.Terminate));
    }

    [Fact]
    public async Task A_taken_address_leaves_out_the_virtual_address_and_nothing_else()
    {
        await StartServersAsync();
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, _port));
        taken.Listen();
        await using var daemon = await RunningDaemon.StartAsync(Configuration());
        await daemon.WaitForLogAsync("The virtual address of shop.example. is not served: ");
        await daemon.UntilAsync(async () => await NameAsync(daemon) == "127.0.0.2 127.0.0.3 127.0.0.4", "the name");
    }

    private async Task StartServersAsync()
    {
        foreach (var server in _servers)
        {
            await server.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task FetchAsync(ConcurrentBag<string> failures, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                using var response = await _http.GetAsync(new UriBuilder("http", "127.0.0.1", _port).Uri, CancellationToken.None);
                if (!response.IsSuccessStatusCode)
                {
                    failures.Add(response.StatusCode.ToString());
                }
            }
            catch (HttpRequestException fault)
            {
                failures.Add(fault.Message);
            }
        }
    }

    private static async Task<string> NameAsync(RunningDaemon daemon) =>
        string.Join(' ', (await daemon.DigAsync("shop.example", "+short")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    private string Configuration(int? drained = null, int edition = 1) => string.Create(CultureInfo.InvariantCulture, $$"""
        providers: []
        admission: {resolve-for: []}
        store: {engine: memory}
        endpoints:
          round-interval: 200ms
          pools:
            - name: shop.example
              edition: {{edition}}
              members: [{{string.Join(", ", Enumerable.Range(2, 3).Select(n => string.Create(CultureInfo.InvariantCulture, $"{{address: 127.0.0.{n}, drained: {(n - 1 == drained ? "true" : "false")}}}")))}}]
              probes: [{target: "http://shop.example:{{_servers[0].EndPoint.Port}}/", interval: 200ms, deadline: 400ms, fall: 2, rise: 2}]
              health: {min-up: 0s, min-down: 0s}
              policy: {kind: all-healthy, ttl: 1s}
              guard: {max-shrink: 0.9, shrink-window: 1s}
        virtual-addresses:
          - pool: shop.example
            listen: ["http://127.0.0.1:{{_port}}"]
            port: {{_servers[0].EndPoint.Port}}
        """);
}
