using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Balancing.Tests;

/// <summary>A real HTTP server on an address of loopback of its own, which does to each request what the test says.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _number;
    private ListenOptions? _listen;
    private int _requests;

    private TestNode(int number, HttpProtocols protocols)
    {
        _number = number;
        Answer = context => context.Response.WriteAsync($"node-{number}");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(Pools.Address(number), 0, listen =>
        {
            listen.Protocols = protocols;
            _listen = listen;
        }));
        _app = builder.Build();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return Answer(context);
        });
    }

    /// <summary>What it does to a request; by default it says its name.</summary>
    public RequestDelegate Answer { get; set; }

    /// <summary>Requests that came.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The node as a virtual address has it.</summary>
    public BalancedNode Balanced => new() { Address = Pools.Address(_number), Port = _listen!.IPEndPoint!.Port, Zone = "abc"[_number % 3].ToString() };

    public static async Task<TestNode> StartAsync(int number, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var node = new TestNode(number, protocols);
        await node._app.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>Ends at once: open connections are reset, new ones refused.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
