using System.Net.Sockets;
using Holdfast.Datagrams;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>
/// One thread that reads for all UDP sockets of a factory (docs/decisions/0003): it sleeps in epoll_wait, and takes what
/// came for a socket in one system call. What its callers send in turn leaves together at the end of a round.
/// </summary>
internal sealed class EpollDatagramReader : IDatagramReader
{
    private const int MaxEvents = 64;
    private const int BatchSize = 32;
    private const int WakeUpToken = 0;

    private readonly int _epoll;
    private readonly int _wakeUp;
    private readonly Thread _thread;
    private readonly Lock _lock = new();

    // Under the lock for writing; the thread reads it without. A stale token leads at worst to a read that finds nothing.
    private UdpSocket?[] _sockets = new UdpSocket?[64];
    private int _lastToken;
    private volatile bool _stop;

    private EpollDatagramReader(int epoll, int wakeUp)
    {
        (_epoll, _wakeUp) = (epoll, wakeUp);
        _thread = new Thread(Run) { IsBackground = true, Name = "holdfast upstream" };
        _thread.Start();
    }

    /// <summary>Starts a reader; null where the system has no epoll.</summary>
    public static EpollDatagramReader? TryCreate()
    {
        if (!DatagramInbox.IsSupported)
        {
            return null;
        }

        var epoll = Epoll.Create();
        var wakeUp = Epoll.CreateWakeUp();
        if (epoll >= 0 && wakeUp >= 0 && Epoll.TryAdd(epoll, wakeUp, WakeUpToken))
        {
            return new EpollDatagramReader(epoll, wakeUp);
        }

        Epoll.Close(epoll);
        Epoll.Close(wakeUp);
        return null;
    }

    /// <inheritdoc/>
    public void Watch(UdpSocket socket)
    {
        lock (_lock)
        {
            if (_stop)
            {
                socket.Dispose();
                return;
            }

            var token = FreeTokenLocked();
            Volatile.Write(ref _sockets[token], socket);
            var handle = socket.Socket.SafeHandle;
            if (!Epoll.TryAdd(_epoll, (int)handle.DangerousGetHandle(), token))
            {
                socket.ReceiveFailed(SocketError.TooManyOpenSockets);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stop)
            {
                return;
            }

            _stop = true;
            Epoll.WakeUp(_wakeUp);
        }

        // A continuation that runs on the thread itself cannot wait for it.
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    // A token is free when its socket is closed: closing took it out of epoll.
    private int FreeTokenLocked()
    {
        for (var turn = 1; turn < _sockets.Length; turn++)
        {
            var token = 1 + ((_lastToken + turn) % (_sockets.Length - 1));
            if (_sockets[token] is not { IsClosed: false })
            {
                return _lastToken = token;
            }
        }

        var first = _sockets.Length;
        var larger = new UdpSocket?[_sockets.Length * 2];
        _sockets.CopyTo(larger, 0);
        Volatile.Write(ref _sockets, larger);
        return _lastToken = first;
    }

    private void Run()
    {
        // Pages that are never written cost nothing, so there is room for the largest everywhere.
        using var inbox = new DatagramInbox(BatchSize, Message.MaxOctets, keepsSources: false, keepsControl: false);
        using var outbox = DatagramOutbox.OpenOnThisThread();
        Span<int> tokens = stackalloc int[MaxEvents];
        while (!_stop)
        {
            var ready = Epoll.Wait(_epoll, tokens);
            var sockets = Volatile.Read(ref _sockets);
            for (var i = 0; i < ready; i++)
            {
                if (tokens[i] != WakeUpToken && sockets[tokens[i]] is { IsClosed: false } socket)
                {
                    Read(socket, inbox);
                }
            }

            // What followed from the answers: responses to clients, further queries.
            outbox.Flush();
        }

        lock (_lock)
        {
            Epoll.Close(_wakeUp);
            Epoll.Close(_epoll);
        }
    }

    // Level-triggered: what one batch leaves behind wakes us again, after the others had their turn.
    private static void Read(UdpSocket socket, DatagramInbox inbox)
    {
        var error = Receive(socket.Socket.SafeHandle, inbox);
        for (var i = 0; i < inbox.Count; i++)
        {
            socket.Receive(inbox[i]);
        }

        if (error is not (SocketError.Success or SocketError.WouldBlock or SocketError.Interrupted))
        {
            socket.ReceiveFailed(error);
        }
    }

    // Not longer than the system call: closing a socket waits until nobody refers to it, and what follows may close it.
    private static SocketError Receive(SafeSocketHandle handle, DatagramInbox inbox)
    {
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            return inbox.Receive(handle, waits: false);
        }
        catch (ObjectDisposedException)
        {
            // It closed between the wake-up and now.
            inbox.Clear();
            return SocketError.WouldBlock;
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }
}
