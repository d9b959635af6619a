using System.Net.Security;
using System.Net.Sockets;
using Holdfast.Server.Listeners.Http1;
using Holdfast.Server.Listeners.Http2;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners;

/// <summary>One connection of DNS over HTTPS: HTTP/2 is served here, HTTP/1.1 by Kestrel, as the handshake has agreed (RFC 7301).</summary>
internal sealed class HttpsConnection(
    Socket socket, ClientAddress address, QueryPipeline pipeline, CounterBlock counters, KestrelGateway kestrel) : IStreamConnection
{
    private volatile IStreamConnection? _agreed;

    /// <inheritdoc/>
    public bool IsIdle(TimeSpan now, out TimeSpan idle)
    {
        // The handshake has a limit of its own.
        idle = TimeSpan.Zero;
        return _agreed is { } agreed && agreed.IsIdle(now, out idle);
    }

    /// <inheritdoc/>
    public void Abort() => socket.Dispose();

    /// <inheritdoc/>
    public void StopReading()
    {
        if (_agreed is { } agreed)
        {
            agreed.StopReading();
        }
        else
        {
            socket.End(SocketShutdown.Receive);
        }
    }

    /// <inheritdoc/>
    public Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var isHttp2 = stream is SslStream tls && tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;
        _agreed = isHttp2
            ? new Http2Connection(socket, address, pipeline, counters)
            : new Http1Connection(socket, kestrel);
        return _agreed.ServeAsync(stream, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _agreed?.Dispose();
}
