using System.Net;
using System.Net.Sockets;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>Answers over UDP from one thread with a blocking socket; late replies leave by a second one.</summary>
internal sealed class UdpUpstreamListener : IAsyncDisposable
{
    private readonly FaultyAuthority _authority;
    private readonly Socket _socket;
    private readonly DelayedSends _delayed;
    private readonly Random _chance = new(1);
    private readonly long _origin = TimeProvider.System.GetTimestamp();
    private readonly Task _loop;
    private volatile bool _ended;

    public UdpUpstreamListener(FaultyAuthority authority, IPEndPoint endPoint)
    {
        _authority = authority;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20 };
        try
        {
            _socket.Bind(endPoint);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        _delayed = new DelayedSends(_socket);
        _loop = Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        // Closing does not wake a blocked receive everywhere; a datagram to itself does.
        using (var waker = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            waker.SendTo([0], _socket.LocalEndPoint!);
        }

        await _loop;
        await _delayed.DisposeAsync();
        _socket.Dispose();
    }

    private void Serve()
    {
        var buffer = new byte[65_535];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (!_ended)
        {
            try
            {
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
                var reply = _authority.Answer(buffer.AsSpan(0, length), true, TimeProvider.System.GetElapsedTime(_origin), _chance);
                if (reply?.ToOctets() is not { } octets)
                {
                    continue;
                }

                if (reply.Delay > TimeSpan.Zero)
                {
                    _delayed.Add(octets, from, reply.Delay);
                }
                else
                {
                    _socket.SendTo(octets, SocketFlags.None, from);
                }
            }
            catch (SocketException)
            {
                // An earlier reply met a closed port; the next query is another's.
            }
        }
    }
}
