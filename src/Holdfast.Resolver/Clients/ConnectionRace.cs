using System.Net;
using System.Net.Sockets;

namespace Holdfast.Resolver.Clients;

/// <summary>Attempts to connect, each begun a while after the one before or as soon as that one failed (RFC 8305 §5).</summary>
internal sealed class ConnectionRace(int port, TimeProvider time, TimeSpan attemptDelay, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly AddressQueue _waiting = new();
    private readonly Lock _gate = new();
    private readonly List<Task<Socket?>> _running = [];
    private SocketException? _lastFault;

    /// <summary>Adds addresses, before the race or during it.</summary>
    public void Add(IEnumerable<IPAddress> addresses)
    {
        lock (_gate)
        {
            _waiting.Add(addresses);
        }
    }

    /// <summary>Runs until one is connected, or none is left.</summary>
    /// <param name="lookup">What may still add addresses, and says at its end why there are none; null for nothing.</param>
    /// <exception cref="SocketException">None could be connected to.</exception>
    public async Task<Socket> RunAsync(Task<string>? lookup)
    {
        Task pace = Task.CompletedTask;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((pace.IsCompleted || _running.Count == 0) && TryTake(out var address))
            {
                _running.Add(AttemptAsync(address));
                pace = Task.Delay(attemptDelay, time, _over.Token);
            }

            var finished = _running.Find(attempt => attempt.IsCompleted);
            if (finished is not null)
            {
                _running.Remove(finished);
                if (await finished is { } connected)
                {
                    return connected;
                }

                pace = Task.CompletedTask;
                continue;
            }

            if (_running.Count == 0 && lookup is null or { IsCompleted: true } && IsEmpty)
            {
                throw _lastFault ?? new SocketException((int)SocketError.HostNotFound, lookup is null ? "no address" : await lookup);
            }

            if (_running.Count > 0 || lookup is { IsCompleted: false })
            {
                await SomethingAsync(lookup, pace);
            }
        }
    }

    /// <summary>Closes every attempt that did not win.</summary>
    public void Dispose()
    {
        _over.Cancel();
        foreach (var loser in _running)
        {
            loser.ContinueWith(
                static attempt => attempt.Result?.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }

        _over.Dispose();
    }

    private bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _waiting.IsEmpty;
            }
        }
    }

    private bool TryTake(out IPAddress address)
    {
        lock (_gate)
        {
            address = _waiting.IsEmpty ? IPAddress.None : _waiting.Take();
            return address != IPAddress.None;
        }
    }

    // Until an attempt ends, the look-up ends, or it is time for the next attempt.
    private Task<Task> SomethingAsync(Task<string>? lookup, Task pace)
    {
        List<Task> events = [.. _running];
        if (lookup is { IsCompleted: false })
        {
            events.Add(lookup);
        }

        if (!pace.IsCompleted && !IsEmpty)
        {
            events.Add(pace);
        }

        return Task.WhenAny(events).WaitAsync(cancellationToken);
    }

    private async Task<Socket?> AttemptAsync(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), _over.Token);
            return socket;
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            _lastFault = ended as SocketException ?? _lastFault;
            return null;
        }
    }
}
