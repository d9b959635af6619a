using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Holdfast.App.Demo;

/// <summary>An HTTP server on loopback that can be killed and started again.</summary>
internal sealed class DemoServer(string zone, IPEndPoint endPoint) : IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>The zone it stands in.</summary>
    public string Zone => zone;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => endPoint;

    /// <summary>A port that is free at every one of these addresses, so that one probe fits all.</summary>
    public static int FreePort(IReadOnlyList<IPAddress> addresses)
    {
        const int Tries = 50;
        for (var n = 0; ; n++)
        {
            var sockets = new List<Socket>();
            try
            {
                foreach (var address in addresses)
                {
                    var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    sockets.Add(socket);
                    socket.Bind(new IPEndPoint(address, ((IPEndPoint?)sockets[0].LocalEndPoint)?.Port ?? 0));
                }

                return ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
            }
            catch (SocketException) when (n < Tries)
            {
                // Somebody has it at one of the addresses: another one.
            }
            finally
            {
                sockets.ForEach(socket => socket.Dispose());
            }
        }
    }

    /// <summary>Begins to listen.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "holdfast" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(endPoint);
        });
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync($"served in {zone}\n", context.RequestAborted));
        await _app.StartAsync(cancellationToken);
    }

    /// <summary>Dies: requests under way are cut off, new ones refused.</summary>
    public async Task KillAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();
}
