using System.Net;
using System.Net.Sockets;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>Datagrams that leave later, in the order in which they fall due.</summary>
internal sealed class DelayedSends : IAsyncDisposable
{
    private const int MaxWaiting = 100_000;

    private readonly PriorityQueue<(byte[] Octets, SocketAddress To), long> _waiting = new();
    private readonly Socket _socket;
    private readonly Task _loop;
    private bool _ended;

    public DelayedSends(Socket socket)
    {
        _socket = socket;
        _loop = Task.Factory.StartNew(Send, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Add(byte[] octets, SocketAddress to, TimeSpan delay)
    {
        var copy = new SocketAddress(to.Family, to.Size);
        to.Buffer.Span[..to.Size].CopyTo(copy.Buffer.Span);
        var due = TimeProvider.System.GetTimestamp() + (long)(delay.TotalSeconds * TimeProvider.System.TimestampFrequency);
        lock (_waiting)
        {
            if (_waiting.Count < MaxWaiting)
            {
                _waiting.Enqueue((octets, copy), due);
                Monitor.Pulse(_waiting);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_waiting)
        {
            _ended = true;
            Monitor.Pulse(_waiting);
        }

        await _loop;
    }

    private void Send()
    {
        while (TryTake(out var next))
        {
            try
            {
                _socket.SendTo(next.Octets, SocketFlags.None, next.To);
            }
            catch (SocketException)
            {
                // Nobody waits there any more.
            }
        }
    }

    private bool TryTake(out (byte[] Octets, SocketAddress To) next)
    {
        lock (_waiting)
        {
            while (!_ended)
            {
                if (!_waiting.TryPeek(out next, out var due))
                {
                    Monitor.Wait(_waiting);
                    continue;
                }

                var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), due);
                if (left <= TimeSpan.Zero)
                {
                    _waiting.Dequeue();
                    return true;
                }

                Monitor.Wait(_waiting, (int)Math.Ceiling(left.TotalMilliseconds));
            }
        }

        next = default;
        return false;
    }
}
