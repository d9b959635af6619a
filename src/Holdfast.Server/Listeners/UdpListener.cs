using System.Net;
using System.Net.Sockets;
using Holdfast.Datagrams;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>One UDP address: one thread and one socket a core on Linux, one plain socket elsewhere.</summary>
internal sealed class UdpListener : IListener
{
    // How often a stop looks whether the last misses are answered.
    private static readonly TimeSpan _drainInterval = TimeSpan.FromMilliseconds(10);

    private readonly IUdpWorker[] _workers;
    private readonly UdpMisses _misses;

    private UdpListener(IUdpWorker[] workers, UdpMisses misses, IPEndPoint endPoint)
    {
        _workers = workers;
        _misses = misses;
        EndPoint = endPoint;
    }

    /// <inheritdoc/>
    public Transport Transport => Transport.Udp;

    /// <inheritdoc/>
    public IPEndPoint EndPoint { get; }

    /// <summary>Opens the sockets.</summary>
    /// <exception cref="SocketException">The address is taken, or is not ours.</exception>
    public static UdpListener Open(
        IPEndPoint endPoint, ServerOptions options, QueryPipeline pipeline, ServerMetrics metrics, ILogger logger, CancellationToken stopping)
    {
        var isBatched = DatagramInbox.IsSupported;
        var sockets = isBatched
            ? UdpSockets.OpenShared(endPoint, options.UdpThreads, options.UdpBufferOctets)
            : [UdpSockets.Open(endPoint, options.UdpBufferOctets, shared: false)];
        var misses = new UdpMisses(pipeline, metrics, logger);
        IUdpWorker[] workers = isBatched
            ? [.. sockets.Select(socket => new UdpWorker(socket, pipeline, misses, metrics.NewBlock(Transport.Udp, shared: false), logger))]
            : [new PlainUdpWorker(sockets[0], pipeline, metrics, logger, stopping)];
        return new UdpListener(workers, misses, (IPEndPoint)sockets[0].LocalEndPoint!);
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in _workers)
        {
            worker.Start();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAcceptingAsync()
    {
        foreach (var worker in _workers)
        {
            worker.StopReceiving();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DrainAsync(Deadline deadline)
    {
        while (_misses.UnderWay > 0 && !deadline.HasPassed)
        {
            await Task.Delay(_drainInterval, deadline.Clock.Time);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
