using System.Net.Sockets;

namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>
/// One thread that reads for all UDP sockets of a factory (docs/decisions/0003): it sleeps in epoll_wait, and takes what
/// came for a socket in one system call.
/// </summary>
internal sealed class EpollDatagramReader : IDatagramReader
{
    private const int MaxEvents = 64;
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
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
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
        using var batch = new DatagramBatch();
        Span<int> tokens = stackalloc int[MaxEvents];
        while (!_stop)
        {
            var ready = Epoll.Wait(_epoll, tokens);
            var sockets = Volatile.Read(ref _sockets);
            for (var i = 0; i < ready; i++)
            {
                if (tokens[i] != WakeUpToken && sockets[tokens[i]] is { IsClosed: false } socket)
                {
                    Read(socket, batch);
                }
            }
        }

        lock (_lock)
        {
            Epoll.Close(_wakeUp);
            Epoll.Close(_epoll);
        }
    }

    // Level-triggered: what one batch leaves behind wakes us again, after the others had their turn.
    private static void Read(UdpSocket socket, DatagramBatch batch)
    {
        var count = batch.Receive(socket.Socket.SafeHandle, out var error);
        for (var i = 0; i < count; i++)
        {
            socket.Receive(batch[i]);
        }

        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            socket.ReceiveFailed(error);
        }
    }
}
