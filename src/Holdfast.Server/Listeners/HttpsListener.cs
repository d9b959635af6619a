using System.Net.Sockets;
using System.Net;
using Holdfast.Certificates;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Listeners.Http1;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>One address of DNS over HTTPS (RFC 8484): a <see cref="StreamListener"/> with HTTP/2 on it, and Kestrel beside it for HTTP/1.1.</summary>
internal sealed class HttpsListener : IListener
{
    private readonly StreamListener _listener;
    private readonly KestrelGateway _kestrel;
    private readonly CancellationTokenSource _aborting = new();
    private Task _stopped = Task.CompletedTask;

    private HttpsListener(StreamListener listener, KestrelGateway kestrel)
    {
        _listener = listener;
        _kestrel = kestrel;
    }

    /// <inheritdoc/>
    public Transport Transport => Transport.Https;

    /// <inheritdoc/>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Opens the socket.</summary>
    /// <exception cref="SocketException">The address is taken, or is not ours.</exception>
    public static HttpsListener Open(
        IPEndPoint endPoint,
        ServerOptions options,
        CertificateStore certificates,
        QueryPipeline pipeline,
        ConnectionGate gate,
        ServerMetrics metrics,
        ILogger logger)
    {
        var kestrel = new KestrelGateway(options, new HttpsApplication(pipeline, metrics.NewBlock(Transport.Https, shared: true), logger));
        return new HttpsListener(
            StreamListener.Open(
                endPoint,
                TlsSecurity.ForHttp(certificates),
                pipeline,
                gate,
                metrics,
                logger,
                (socket, client, counters) => new HttpsConnection(socket, client, pipeline, counters, kestrel)),
            kestrel);
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        await _kestrel.StartAsync(cancellationToken);
        await _listener.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask StopAcceptingAsync()
    {
        await _listener.StopAcceptingAsync();
        _stopped = _kestrel.StopAsync(_aborting.Token);
    }

    /// <inheritdoc/>
    public ValueTask DrainAsync(Deadline deadline) => _listener.DrainAsync(deadline);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _aborting.CancelAsync();
        await _stopped;
        await _listener.DisposeAsync();
        await _kestrel.DisposeAsync();
        _aborting.Dispose();
    }
}
