using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Holdfast.Datagrams;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>
/// UDP to one server. A query goes out by one of several connected sockets, picked at random, under a random id
/// (RFC 5452 §9); what does not match it is ignored until the deadline; a truncated answer is fetched again over TCP
/// within the same deadline (RFC 7766 §5). Hot path for misses.
/// </summary>
internal sealed class UdpExchange : IExchange
{
    // A socket may be retired between picking and using it, under a storm more than once.
    private const int MaxPicks = 8;

    [ThreadStatic]
    private static UdpExchange? _pickBy;

    [ThreadStatic]
    private static uint _pickTurn;

    [ThreadStatic]
    private static int _pick;

    private readonly IPEndPoint _server;
    private readonly IExchange _overTcp;
    private readonly IDatagramReader _reader;
    private readonly ExchangeOptions _options;
    private readonly MonotonicClock _clock;
    private readonly ExchangeMetrics _metrics;
    private readonly SecureNumbers _numbers = new();
    private readonly DeadlineTimer _timer;
    private readonly Lock _lock = new();
    private readonly UdpSocket?[] _sockets;
    private readonly HashSet<UdpSocket> _open = [];
    private int _inFlight;
    private bool _disposed;

    public UdpExchange(
        IPEndPoint server, IExchange overTcp, IDatagramReader reader, ExchangeOptions options, MonotonicClock clock, ExchangeMetrics metrics)
    {
        (_server, _overTcp, _reader, _options, _clock, _metrics) = (server, overTcp, reader, options, clock, metrics);
        _sockets = new UdpSocket?[options.UdpSockets];
        _timer = new DeadlineTimer(clock, Sweep);
        Endpoint = $"udp://{server}";
    }

    /// <inheritdoc/>
    public Transport Transport => Transport.Udp;

    /// <inheritdoc/>
    public string Endpoint { get; }

    /// <summary>How many sockets are open, retired ones included.</summary>
    public int OpenSockets
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ExchangeResult> AskAsync(ReadOnlyMemory<byte> query, Deadline deadline, CancellationToken cancellationToken)
    {
        var result = await AskOverUdpAsync(query, deadline, cancellationToken);
        if (result.Outcome != ExchangeOutcome.Answered || !QuestionMatch.IsTruncated(result.Response.Span))
        {
            return result;
        }

        _metrics.UdpTruncated.Add(1);
        var whole = await _overTcp.AskAsync(query, deadline, cancellationToken);
        return whole with { Elapsed = result.Elapsed + whole.Elapsed };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        UdpSocket[] open;
        lock (_lock)
        {
            _disposed = true;
            open = [.. _open];
        }

        foreach (var socket in open)
        {
            socket.Dispose();
        }

        _timer.Dispose();
        await _overTcp.DisposeAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ExchangeResult> AskOverUdpAsync(
        ReadOnlyMemory<byte> query, Deadline deadline, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _inFlight) > _options.MaxInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            _metrics.Overloaded.Add(1);
            return new(ExchangeOutcome.Overloaded, default, TimeSpan.Zero, $"more than {_options.MaxInFlight} queries in flight");
        }

        try
        {
            var pending = new PendingQuery(query, deadline, _clock, _options.ContinueOnReader);
            if (_options.UdpResendAfter > TimeSpan.Zero)
            {
                pending.ResendAt = pending.Began + _options.UdpResendAfter;
            }

            Send(pending);
            _timer.WakeBy(pending.ResendAt < pending.GiveUpAt ? pending.ResendAt : pending.GiveUpAt);
            using var cancellation = cancellationToken.UnsafeRegister(static pending => ((PendingQuery)pending!).Cancel(), pending);
            return await pending.Result;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private void Send(PendingQuery pending)
    {
        var error = SocketError.OperationAborted;
        for (var pick = 0; pick < MaxPicks; pick++)
        {
            ref var slot = ref _sockets[pick == 0 ? FirstPick() : _numbers.Below(_sockets.Length)];
            var socket = Volatile.Read(ref slot) ?? Open(ref slot, out error);
            if (socket is null)
            {
                break;
            }

            if (socket.TryAsk(pending))
            {
                return;
            }

            Interlocked.CompareExchange(ref slot, null, socket);
        }

        pending.Fail(SocketFailure.Outcome(error), SocketFailure.Describe(error));
    }

    // What leaves together leaves by one socket, picked at random for each turn of the thread: one system call, and no
    // easier to guess for somebody who cannot see the traffic.
    private int FirstPick()
    {
        if (DatagramOutbox.Current is not { } outbox)
        {
            return _numbers.Below(_sockets.Length);
        }

        if (_pickTurn != outbox.Turn || _pickBy != this)
        {
            (_pickBy, _pickTurn, _pick) = (this, outbox.Turn, _numbers.Below(_sockets.Length));
        }

        return _pick;
    }

    private UdpSocket? Open(ref UdpSocket? slot, out SocketError error)
    {
        lock (_lock)
        {
            error = SocketError.OperationAborted;
            if (slot is not null || _disposed)
            {
                return slot;
            }

            if (!UdpSocket.TryOpen(_server, _options, _numbers, _clock, _metrics, Forget, out var socket, out error))
            {
                return null;
            }

            _open.Add(socket);
            _reader.Watch(socket);
            _timer.WakeBy(_clock.Now + _options.UdpSocketLife);
            Volatile.Write(ref slot, socket);
            return socket;
        }
    }

    private void Forget(UdpSocket socket)
    {
        lock (_lock)
        {
            _open.Remove(socket);
        }
    }

    private TimeSpan Sweep(TimeSpan now)
    {
        UdpSocket[] open;
        lock (_lock)
        {
            open = [.. _open];
        }

        var next = TimeSpan.MaxValue;
        foreach (var socket in open)
        {
            var due = socket.Sweep(now);
            next = due < next ? due : next;
        }

        return next;
    }
}
