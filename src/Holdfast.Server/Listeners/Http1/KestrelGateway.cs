using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Holdfast.Server.Listeners.Http1;

/// <summary>
/// Kestrel without sockets: connections that we accepted and decrypted are handed to it, to be served by HTTP/1.1.
/// </summary>
internal sealed class KestrelGateway : IConnectionListenerFactory, IConnectionListener
{
    private static readonly TimeSpan _headersTimeout = TimeSpan.FromSeconds(5);

    // Not bounded: a connection waits here only until Kestrel takes it, and the connection gate has counted it.
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateUnbounded<ConnectionContext>(new() { SingleReader = true });
    private readonly KestrelServer _server;
    private readonly HttpsApplication _application;

    public KestrelGateway(ServerOptions options, HttpsApplication application)
    {
        _application = application;
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = options.MaxQueryOctets;
        kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
        kestrel.Limits.RequestHeadersTimeout = _headersTimeout;
        kestrel.Listen(new IPEndPoint(IPAddress.Loopback, 0), listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(kestrel), this, NullLoggerFactory.Instance);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>Hands a connection over; Kestrel disposes of it in the end.</summary>
    /// <returns>False when Kestrel takes no more.</returns>
    public bool TryServe(ConnectionContext connection) => _waiting.Writer.TryWrite(connection);

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(_application, cancellationToken);

    /// <summary>Ends idle connections at once, others when they are answered or it is cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return new ValueTask<IConnectionListener>(this);
    }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _waiting.Reader.WaitToReadAsync(cancellationToken) && _waiting.Reader.TryRead(out var connection) ? connection : null;

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_waiting.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }
}
