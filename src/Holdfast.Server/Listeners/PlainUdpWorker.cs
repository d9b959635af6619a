using System.Net;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>
/// One thread on one socket, one datagram at a time, where the system has no recvmmsg. Bound to all addresses, it answers
/// from the one that routing prefers.
/// </summary>
internal sealed partial class PlainUdpWorker : IUdpWorker
{
    private readonly Socket _socket;
    private readonly QueryPipeline _pipeline;
    private readonly CounterBlock _counters;
    private readonly CounterBlock _missCounters;
    private readonly CancellationToken _token;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile bool _stopping;

    public PlainUdpWorker(Socket socket, QueryPipeline pipeline, ServerMetrics metrics, ILogger logger, CancellationToken token)
    {
        _socket = socket;
        _pipeline = pipeline;
        _counters = metrics.NewBlock(Transport.Udp, shared: false);
        _missCounters = metrics.NewBlock(Transport.Udp, shared: true);
        _token = token;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = $"udp {socket.LocalEndPoint}" };
    }

    /// <inheritdoc/>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void StopReceiving()
    {
        if (!_thread.IsAlive)
        {
            return;
        }

        _stopping = true;

        // An empty datagram to itself wakes the thread on every system.
        var own = (IPEndPoint)_socket.LocalEndPoint!;
        var loopback = own.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        using var waker = new Socket(own.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        waker.SendTo([], UdpSockets.IsWildcard(own) ? new IPEndPoint(loopback, own.Port) : own);
        _thread.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        StopReceiving();
        _socket.Dispose();
    }

    private void Run()
    {
        var query = new byte[UdpWorker.QueryOctets];
        var response = new byte[QueryPipeline.MaxUdpOctets];
        var from = new SocketAddress(_socket.AddressFamily);
        while (!_stopping)
        {
            try
            {
                var length = _socket.ReceiveFrom(query, SocketFlags.None, from);
                Serve(query.AsSpan(0, length), from, response);
            }
            catch (SocketException failure)
            {
                // Such as ICMP for an earlier response (ECONNRESET on Windows).
                LogFailed(_logger, _socket.LocalEndPoint, failure.SocketErrorCode);
            }
        }
    }

    private void Serve(ReadOnlySpan<byte> query, SocketAddress from, Span<byte> response)
    {
        var address = (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(from);
        var client = new ClientInfo(ClientAddress.From(address.Address), Transport.Udp, _pipeline.Clock.Now);
        switch (_pipeline.Handle(query, client, _counters, response, out var length))
        {
            case PipelineVerdict.Answered:
                _socket.SendTo(response[..length], SocketFlags.None, from);
                break;
            case PipelineVerdict.Miss:
                _ = ResolveAsync(query.ToArray(), client, address);
                break;
        }
    }

    private async Task ResolveAsync(byte[] query, ClientInfo client, IPEndPoint address)
    {
        try
        {
            await Task.Yield();
            if (await _pipeline.ResolveAsync(query, client, _token) is { } resolution)
            {
                Answer(query, client, resolution, address);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The response is lost, as datagrams are.
        }
        catch (Exception bug)
        {
            LogBug(_logger, bug);
        }
    }

    private void Answer(byte[] query, in ClientInfo client, Resolution resolution, IPEndPoint address)
    {
        Span<byte> response = stackalloc byte[QueryPipeline.MaxUdpOctets];
        _socket.SendTo(response[.._pipeline.Finish(query, client, _missCounters, resolution, response)], address);
    }

    [LoggerMessage(EventId = 3012, Level = LogLevel.Debug, Message = "Receiving or sending at {EndPoint} failed: {Error}")]
    private static partial void LogFailed(ILogger logger, EndPoint? endPoint, SocketError error);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error, Message = "A query over UDP was not answered because of a bug")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
