using System.Net;
using System.Net.Security;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>One address of DNS over HTTPS (RFC 8484), HTTP/2 and HTTP/1.1, on Kestrel without the rest of ASP.NET Core.</summary>
internal sealed class HttpsListener : IListener
{
    // Questions that one connection may have under way (RFC 9113 §6.5.2 wants at least 100).
    private const int StreamsPerConnection = 256;

    private static readonly TimeSpan _headersTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _host;
    private readonly IServer _server;
    private readonly HttpsApplication _application;
    private readonly CancellationTokenSource _aborting = new();
    private ListenOptions? _listening;
    private Task _stopped = Task.CompletedTask;

    public HttpsListener(
        IPEndPoint endPoint,
        ServerOptions options,
        CertificateStore certificates,
        QueryPipeline pipeline,
        ConnectionGate gate,
        ServerMetrics metrics,
        ILogger logger)
    {
        EndPoint = endPoint;
        _application = new HttpsApplication(pipeline, metrics.NewBlock(Transport.Https, shared: true), logger);
        var identity = new TlsIdentity(certificates, [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxQueryOctets;
            kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
            kestrel.Limits.RequestHeadersTimeout = _headersTimeout;
            kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
            kestrel.Listen(endPoint, listen =>
            {
                _listening = listen;
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(next => connection => AdmitAsync(next, connection, pipeline, gate, metrics));
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(identity.Current),
                    HandshakeTimeout = options.HandshakeTimeout,
                });
            });
        });
        _host = builder.Build();
        _server = _host.Services.GetRequiredService<IServer>();
    }

    /// <inheritdoc/>
    public Transport Transport => Transport.Https;

    /// <inheritdoc/>
    public IPEndPoint EndPoint { get; private set; }

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(_application, cancellationToken);
        EndPoint = _listening?.IPEndPoint ?? EndPoint;
    }

    /// <inheritdoc/>
    public ValueTask StopAcceptingAsync()
    {
        _stopped = _server.StopAsync(_aborting.Token);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DrainAsync(Deadline deadline)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(_stopped, Task.Delay(deadline.Remaining, deadline.Clock.Time, enough.Token));
        await enough.CancelAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _aborting.CancelAsync();
        await _stopped;
        await _host.DisposeAsync();
        _aborting.Dispose();
    }

    private static async Task AdmitAsync(
        ConnectionDelegate next, ConnectionContext connection, QueryPipeline pipeline, ConnectionGate gate, ServerMetrics metrics)
    {
        var client = connection.RemoteEndPoint is IPEndPoint from ? ClientAddress.From(from.Address) : default;
        var plan = pipeline.Plan;
        if ((plan.Options.IgnoresStrangers && !plan.Admits(client)) || !gate.TryEnter(client, plan.Options))
        {
            metrics.ConnectionsRefused.Add(1);
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            gate.Leave(client);
        }
    }
}
