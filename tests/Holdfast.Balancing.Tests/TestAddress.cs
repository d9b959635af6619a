using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints.Observing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Balancing.Tests;

/// <summary>A virtual address in front of real nodes, and a client of it.</summary>
internal sealed class TestAddress : IAsyncDisposable
{
    private TestAddress(ImmutableArray<TestNode> nodes, VirtualAddressOptions options, TimeProvider time)
    {
        (Nodes, Options) = (nodes, options);
        Address = new VirtualAddress(options, Board, new BalancingMetrics(), time, new Random(1), Log);
    }

    public ImmutableArray<TestNode> Nodes { get; }

    public VirtualAddressOptions Options { get; }

    public HealthBoard Board { get; } = new();

    public LogLines Log { get; } = new();

    public VirtualAddress Address { get; }

    public HttpClient Client { get; private set; } = new();

    public static async Task<TestAddress> StartAsync(
        int nodes, Func<VirtualAddressOptions, VirtualAddressOptions>? change = null, TimeProvider? time = null, HttpProtocols nodeProtocols = HttpProtocols.Http1)
    {
        var started = await Task.WhenAll(Enumerable.Range(0, nodes).Select(number => TestNode.StartAsync(number, nodeProtocols)));
        var options = Pools.Of(1) with { Nodes = [.. started.Select(node => node.Balanced)] };
        var test = new TestAddress([.. started], change?.Invoke(options) ?? options, time ?? TimeProvider.System);
        Assert.Null(await test.Address.TryStartAsync(TestContext.Current.CancellationToken));
        var scheme = test.Options.Listen[0].Protocol == ClientProtocol.Https ? "https" : "http";
        test.Client.BaseAddress = new Uri($"{scheme}://{test.Address.EndPoints[0]}/");
        return test;
    }

    public async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpMethod? method = null, HttpContent? content = null, string path = "/")
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path) { Content = content };
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Clients that ask one request after the other, until the test says enough; who did not get 200 is counted.</summary>
    public async Task<int> LoadAsync(int clients, Func<bool> isEnough, HttpMethod? method = null)
    {
        async Task<int> AskOnAsync()
        {
            var failures = 0;
            while (!isEnough())
            {
                try
                {
                    failures += (await AskAsync(method)).Status == HttpStatusCode.OK ? 0 : 1;
                }
                catch (HttpRequestException)
                {
                    failures++;
                }
            }

            return failures;
        }

        return (await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => AskOnAsync()))).Sum();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Address.DisposeAsync();
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}
