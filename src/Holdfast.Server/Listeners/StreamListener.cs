using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Listeners;

/// <summary>One TCP address, in the clear or under TLS, with DNS or HTTP on it: accepts connections within limits, and cuts off those that are idle or stuck.</summary>
internal sealed partial class StreamListener : IListener
{
    // How many connections the kernel keeps for us to accept.
    private const int Backlog = 1024;

    private static readonly TimeSpan _sweepInterval = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket;
    private readonly IStreamSecurity _security;
    private readonly QueryPipeline _pipeline;
    private readonly ConnectionGate _gate;
    private readonly ServerMetrics _metrics;
    private readonly CounterBlock _counters;
    private readonly ILogger _logger;
    private readonly NewStreamConnection _connect;
    private readonly ConcurrentDictionary<IStreamConnection, Task> _connections = new();
    private readonly CancellationTokenSource _accepting = new();
    private readonly CancellationTokenSource _serving = new();
    private Task _work = Task.CompletedTask;

    private StreamListener(
        Socket socket,
        IStreamSecurity security,
        QueryPipeline pipeline,
        ConnectionGate gate,
        ServerMetrics metrics,
        ILogger logger,
        NewStreamConnection? connect)
    {
        _socket = socket;
        _security = security;
        _pipeline = pipeline;
        _gate = gate;
        _metrics = metrics;
        _counters = metrics.NewBlock(security.Transport, shared: true);
        _logger = logger;
        _connect = connect
            ?? ((client, from, counters) => new StreamConnection(client, from, security.Transport, pipeline, gate, counters));
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <inheritdoc/>
    public Transport Transport => _security.Transport;

    /// <inheritdoc/>
    public IPEndPoint EndPoint { get; }

    /// <summary>Opens the socket.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="security">What stands between the socket and the queries.</param>
    /// <param name="pipeline">Where queries go.</param>
    /// <param name="gate">How many connections there may be.</param>
    /// <param name="metrics">Where they are counted.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="connect">What speaks to a client; null for DNS messages one after another.</param>
    /// <exception cref="SocketException">The address is taken, or is not ours.</exception>
    public static StreamListener Open(
        IPEndPoint endPoint,
        IStreamSecurity security,
        QueryPipeline pipeline,
        ConnectionGate gate,
        ServerMetrics metrics,
        ILogger logger,
        NewStreamConnection? connect = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new StreamListener(socket, security, pipeline, gate, metrics, logger, connect);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _work = Task.WhenAll(AcceptAsync(), SweepAsync());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask StopAcceptingAsync()
    {
        await _accepting.CancelAsync();
        _socket.Dispose();
        await _work;
        foreach (var (connection, _) in _connections)
        {
            connection.StopReading();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DrainAsync(Deadline deadline)
    {
        var ended = Task.WhenAll(_connections.Values);
        if (!ended.IsCompleted)
        {
            using var enough = new CancellationTokenSource();
            await Task.WhenAny(ended, Task.Delay(deadline.Remaining, deadline.Clock.Time, enough.Token));
            await enough.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _serving.CancelAsync();
        foreach (var (connection, _) in _connections)
        {
            connection.Abort();
        }

        await Task.WhenAll(_connections.Values);
    }

    /// <summary>Whether a failure is the end that connections meet every day.</summary>
    internal static bool IsEndOfConnection(Exception failure) =>
        failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;

    private async Task AcceptAsync()
    {
        while (!_accepting.IsCancellationRequested)
        {
            try
            {
                Welcome(await _socket.AcceptAsync(_accepting.Token));
            }
            catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                // The client is gone already, or we are out of descriptors; then a pause, for those in use to be given back.
                LogAcceptFailed(_logger, EndPoint, failure.SocketErrorCode);
                if (failure.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                {
                    await Task.Delay(_sweepInterval, _pipeline.Clock.Time);
                }
            }
        }
    }

    private void Welcome(Socket socket)
    {
        var plan = _pipeline.Plan;
        var client = socket.RemoteEndPoint is IPEndPoint from ? ClientAddress.From(from.Address) : default;
        if ((plan.Options.IgnoresStrangers && !plan.Admits(client)) || !_gate.TryEnter(client, plan.Options))
        {
            _metrics.ConnectionsRefused.Add(1);
            socket.Dispose();
            return;
        }

        socket.NoDelay = true;
        var connection = _connect(socket, client, _counters);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ended.Task;
        _ = ServeAsync(socket, client, connection, ended);
    }

    private async Task ServeAsync(Socket socket, ClientAddress client, IStreamConnection connection, TaskCompletionSource ended)
    {
        try
        {
            await Task.Yield();
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await using var secured = await SecureAsync(stream);
            await connection.ServeAsync(secured, _serving.Token);
        }
        catch (Exception failure) when (IsEndOfConnection(failure))
        {
            // Reset, cut off, or not the protocol.
        }
        catch (Exception bug)
        {
            LogBug(_logger, bug);
        }
        finally
        {
            socket.Dispose();
            connection.Dispose();
            _gate.Leave(client);
            _connections.TryRemove(connection, out _);
            ended.SetResult();
        }
    }

    private async ValueTask<Stream> SecureAsync(NetworkStream stream)
    {
        using var timeout = new CancellationTokenSource(_pipeline.Plan.Options.HandshakeTimeout, _pipeline.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _serving.Token);
        try
        {
            return await _security.SecureAsync(stream, either.Token);
        }
        catch (Exception failure) when (IsEndOfConnection(failure))
        {
            _metrics.HandshakesFailed.Add(1);
            throw;
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(_sweepInterval, _pipeline.Clock.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_accepting.Token))
            {
                var now = _pipeline.Clock.Now;
                var allowed = _gate.IdleTimeout(_pipeline.Plan.Options);
                foreach (var (connection, _) in _connections)
                {
                    if (connection.IsIdle(now, out var idle) && idle > allowed)
                    {
                        _metrics.ConnectionsTimedOut.Add(1);
                        connection.Abort();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Accepting has ended; what is left is drained or aborted.
        }
    }

    [LoggerMessage(EventId = 3020, Level = LogLevel.Warning, Message = "Accepting at {EndPoint} failed: {Error}")]
    private static partial void LogAcceptFailed(ILogger logger, IPEndPoint endPoint, SocketError error);

    [LoggerMessage(EventId = 3021, Level = LogLevel.Error, Message = "A connection ended because of a bug")]
    private static partial void LogBug(ILogger logger, Exception bug);
}
