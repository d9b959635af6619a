using System.Net;
using System.Net.Sockets;

namespace Holdfast.Balancing.Forwarding;

/// <summary>The connections to one node. Nothing that a browser wants: no proxy, no cookies, no redirects, no decompression, no tracing headers of ours.</summary>
internal sealed class NodeClient : IDisposable
{
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(30);

    public NodeClient(BalancedNode node, BalancingLimits limits, TimeProvider time)
    {
        var endPoint = new IPEndPoint(node.Address, node.Port);
        Prefix = $"http://{endPoint}/";
        Invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            MaxConnectionsPerServer = limits.MaxNodeConnections,
            PooledConnectionIdleTimeout = _idle,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(endPoint, limits.Connect, time, cancellationToken),
        });
    }

    /// <summary>What a request's path is put behind.</summary>
    public string Prefix { get; }

    /// <summary>What requests are sent with.</summary>
    public HttpMessageInvoker Invoker { get; }

    public void Dispose() => Invoker.Dispose();

    // A connection that is not there in time is one that was not made: it tells that nothing was sent.
    private static async ValueTask<Stream> ConnectAsync(IPEndPoint endPoint, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(endPoint, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception fault)
        {
            socket.Dispose();
            if (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            throw;
        }
    }
}
