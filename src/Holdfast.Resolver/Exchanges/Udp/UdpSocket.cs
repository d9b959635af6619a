using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Holdfast.Datagrams;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>
/// One source port towards one server, connected, so that the system drops what comes from anywhere else and reports
/// refusals. It takes a number of queries for a time, is then retired, and closes when the last of them has ended.
/// </summary>
internal sealed class UdpSocket : IPendingOwner, IDatagramSender, IDisposable
{
    // Datagrams that answer nothing: late answers, or somebody guessing ids, in which case the port is known and must go.
    private const int MaxStrays = 16;

    private const int UsualQueryOctets = 512;

    private readonly Lock _lock = new();
    private readonly PendingTable _pending;
    private readonly MonotonicClock _clock;
    private readonly ExchangeMetrics _metrics;
    private readonly Action<UdpSocket> _closed;
    private readonly TimeSpan _retiresAt;
    private int _queriesLeft;
    private int _strays;
    private bool _retired;
    private bool _isClosed;

    private UdpSocket(
        Socket socket, ExchangeOptions options, SecureNumbers numbers, MonotonicClock clock, ExchangeMetrics metrics, Action<UdpSocket> closed)
    {
        Socket = socket;
        _pending = new PendingTable(numbers);
        (_clock, _metrics, _closed) = (clock, metrics, closed);
        _retiresAt = clock.Now + options.UdpSocketLife;
        _queriesLeft = options.UdpSocketQueries;
    }

    /// <summary>The socket; its reader reads from it.</summary>
    public Socket Socket { get; }

    /// <summary>Whether there is nothing more to read.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Opens a socket on a port that the system picks at random.</summary>
    public static bool TryOpen(
        IPEndPoint server,
        ExchangeOptions options,
        SecureNumbers numbers,
        MonotonicClock clock,
        ExchangeMetrics metrics,
        Action<UdpSocket> closed,
        [NotNullWhen(true)] out UdpSocket? opened,
        out SocketError error)
    {
        (opened, error) = (null, SocketError.Success);
        Socket? socket = null;
        try
        {
            socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            socket.Connect(server);
            opened = new UdpSocket(socket, options, numbers, clock, metrics, closed);
            metrics.UdpSocketsOpened.Add(1);
            return true;
        }
        catch (SocketException broken)
        {
            socket?.Dispose();
            error = broken.SocketErrorCode;
            return false;
        }
    }

    /// <summary>Sends a query, which ends when its answer comes.</summary>
    /// <returns>False when the socket is retired and another must be used.</returns>
    public bool TryAsk(PendingQuery pending)
    {
        lock (_lock)
        {
            if (_retired)
            {
                return false;
            }

            _pending.Add(pending);
            pending.HeldBy(this);
            _retired = --_queriesLeft == 0;
        }

        if (DatagramOutbox.Current is { } outbox && pending.Query.Length <= DatagramOutbox.MaxOctets)
        {
            WriteTo(outbox.Room, pending);
            outbox.Add(Socket.SafeHandle, pending.Query.Length, default, default, this);
            return true;
        }

        var error = Send(pending);
        if (error == SocketError.ConnectionRefused)
        {
            // The refusal of an earlier query, noted by the system until now: this one was not sent.
            FailAll(ExchangeOutcome.ConnectionRefused, error, but: pending);
            error = Send(pending);
        }

        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            // Its source address may have gone with a network; a full send buffer is a lost datagram like any other.
            Retire();
            if (Take(pending))
            {
                pending.Fail(SocketFailure.Outcome(error), SocketFailure.Describe(error));
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Take(PendingQuery pending)
    {
        bool taken, last;
        lock (_lock)
        {
            taken = _pending.Remove(pending);
            last = IsLastLocked();
        }

        CloseIf(last);
        return taken;
    }

    /// <summary>Takes a datagram; what answers nothing is ignored.</summary>
    public void Receive(ReadOnlySpan<byte> datagram)
    {
        PendingQuery? answered;
        bool last;
        lock (_lock)
        {
            answered = _pending.TakeAnsweredBy(datagram);
            if (answered is null && ++_strays >= MaxStrays)
            {
                _retired = true;
            }

            last = IsLastLocked();
        }

        if (answered is null)
        {
            _metrics.DatagramsIgnored.Add(1);
        }
        else
        {
            answered.Answer(datagram);
        }

        CloseIf(last);
    }

    /// <inheritdoc/>
    void IDatagramSender.SendFailed(SocketError error) => ReceiveFailed(error);

    /// <summary>Takes the system's word that something went wrong with what was sent.</summary>
    public void ReceiveFailed(SocketError error)
    {
        if (error is not (SocketError.ConnectionRefused or SocketError.ConnectionReset))
        {
            Retire();
        }

        FailAll(SocketFailure.Outcome(error), error, but: null);
    }

    /// <summary>Ends queries whose time is over, sends again those that waited long, and retires the socket in time.</summary>
    /// <returns>When to come again; <see cref="TimeSpan.MaxValue"/> when it is closed.</returns>
    public TimeSpan Sweep(TimeSpan now)
    {
        List<PendingQuery> expired = [], resend = [];
        TimeSpan next;
        bool last;
        lock (_lock)
        {
            next = _pending.RemoveDue(now, expired, resend);
            foreach (var pending in resend)
            {
                // Within the lock: once it is taken out, its octets are its caller's again.
                Send(pending);
            }

            _retired |= now >= _retiresAt;
            last = IsLastLocked();
        }

        _metrics.UdpResent.Add(resend.Count);
        foreach (var pending in expired)
        {
            pending.Fail(ExchangeOutcome.TimedOut, "no answer in time");
        }

        CloseIf(last);
        return !last && _retiresAt > now && _retiresAt < next ? _retiresAt : next;
    }

    /// <summary>Closes at once; what waits ends as cancelled.</summary>
    public void Dispose()
    {
        Retire();
        FailAll(ExchangeOutcome.Cancelled, SocketError.OperationAborted, but: null);
        CloseIf(true);
    }

    private SocketError Send(PendingQuery pending)
    {
        var length = pending.Query.Length;
        Span<byte> octets = length <= UsualQueryOctets ? stackalloc byte[UsualQueryOctets] : new byte[length];
        WriteTo(octets, pending);
        try
        {
            Socket.Send(octets[..length], SocketFlags.None, out var error);
            return error;
        }
        catch (ObjectDisposedException)
        {
            // A refusal ended all that waited here, this query too, and closed the socket before it was sent.
            return SocketError.OperationAborted;
        }
    }

    private static void WriteTo(Span<byte> octets, PendingQuery pending)
    {
        pending.Query.Span.CopyTo(octets);
        BinaryPrimitives.WriteUInt16BigEndian(octets, pending.Id);
    }

    private void FailAll(ExchangeOutcome outcome, SocketError error, PendingQuery? but)
    {
        List<PendingQuery> failed = [];
        bool last;
        lock (_lock)
        {
            _pending.RemoveAll(failed, but);
            last = IsLastLocked();
        }

        foreach (var pending in failed)
        {
            pending.Fail(outcome, SocketFailure.Describe(error));
        }

        CloseIf(last);
    }

    private void Retire()
    {
        lock (_lock)
        {
            _retired = true;
        }
    }

    private bool IsLastLocked() => _retired && _pending.Count == 0;

    private void CloseIf(bool last)
    {
        if (last && !Interlocked.Exchange(ref _isClosed, true))
        {
            // Closing waits until nothing refers to the socket; what this thread still gathers does.
            DatagramOutbox.Current?.Flush();
            Socket.Dispose();
            _closed(this);
        }
    }
}
