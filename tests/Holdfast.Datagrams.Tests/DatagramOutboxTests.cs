using System.Net;
using System.Net.Sockets;

namespace Holdfast.Datagrams.Tests;

public sealed class DatagramOutboxTests : IDisposable
{
    private readonly Socket _sender = Open();
    private readonly Socket _first = Open();
    private readonly Socket _second = Open();
    private readonly DatagramOutbox _outbox = DatagramOutbox.OpenOnThisThread();

    public void Dispose()
    {
        _outbox.Dispose();
        _sender.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void Nothing_leaves_before_the_flush_and_everything_with_it()
    {
        Put(_first, [1, 2, 3]);
        Assert.Equal(0, _first.Available);
        Assert.Equal(1, _outbox.Count);
        _outbox.Flush();
        Assert.Equal([1, 2, 3], Receive(_first));
        Assert.Equal(0, _outbox.Count);
    }

    [Fact]
    public void Datagrams_of_one_length_to_one_destination_arrive_apart_and_in_order()
    {
        for (byte i = 0; i < 20; i++)
        {
            Put(_first, [i, 7, 7, 7, 7]);
        }

        _outbox.Flush();
        for (byte i = 0; i < 20; i++)
        {
            Assert.Equal([i, 7, 7, 7, 7], Receive(_first));
        }

        Assert.Equal(0, _first.Available);
    }

    [Fact]
    public void Mixed_lengths_and_destinations_arrive_whole_each_at_its_own()
    {
        var expected = new Dictionary<Socket, List<byte[]>> { [_first] = [], [_second] = [] };
        for (var i = 0; i < 40; i++)
        {
            var to = i % 3 == 0 ? _second : _first;
            var datagram = new byte[12 + (i * 7 % 5 * 100)];
            datagram[0] = (byte)i;
            datagram[^1] = (byte)(100 + i);
            expected[to].Add(datagram);
            Put(to, datagram);
        }

        _outbox.Flush();
        foreach (var (socket, datagrams) in expected)
        {
            // Groups may overtake each other; datagrams of one length do not.
            var received = datagrams.Select(_ => Receive(socket)).ToList();
            foreach (var length in datagrams.Select(datagram => datagram.Length).Distinct())
            {
                Assert.Equal(datagrams.Where(datagram => datagram.Length == length), received.Where(datagram => datagram.Length == length));
            }
        }
    }

    [Fact]
    public void A_full_outbox_leaves_by_itself_and_loses_nothing()
    {
        for (var i = 0; i < 200; i++)
        {
            Put(_first, [(byte)i, 1]);
        }

        _outbox.Flush();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (byte)i), Enumerable.Range(0, 200).Select(_ => Receive(_first)[0]));
    }

    [Fact]
    public void Datagrams_too_long_for_a_segment_are_sent_one_by_one()
    {
        for (byte i = 0; i < 4; i++)
        {
            var datagram = new byte[DatagramOutbox.MaxOctets];
            datagram[0] = i;
            Put(_first, datagram);
        }

        _outbox.Flush();
        for (byte i = 0; i < 4; i++)
        {
            var datagram = Receive(_first);
            Assert.Equal((DatagramOutbox.MaxOctets, i), (datagram.Length, datagram[0]));
        }
    }

    [Fact]
    public void A_destination_that_cannot_be_sent_to_costs_the_others_nothing()
    {
        Put(_first, [1, 1]);
        Write([2, 2]);
        _outbox.Add(_sender.SafeHandle, 2, new IPEndPoint(IPAddress.Loopback, 0).Serialize().Buffer.Span[..16], default, null);
        Put(_second, [3, 3]);
        _outbox.Flush();
        Assert.Equal([1, 1], Receive(_first));
        Assert.Equal([3, 3], Receive(_second));
    }

    [Fact]
    public void A_sender_is_told_that_nobody_listens_and_may_send_anew_from_there()
    {
        using var connected = Open();
        using (var gone = Open())
        {
            connected.Connect(gone.LocalEndPoint!);
        }

        connected.Send([0]); // refused by ICMP, which the next call learns of
        var told = new List<SocketError>();
        var sender = new Teller(error =>
        {
            told.Add(error);
            Put(_first, [9]);
        });
        Write([1]);
        _outbox.Add(connected.SafeHandle, 1, default, default, sender);
        _outbox.Flush();
        _outbox.Flush();
        Assert.Equal([SocketError.ConnectionRefused], told);
        Assert.Equal([9], Receive(_first));
    }

    [Fact]
    public void A_socket_closed_before_it_is_added_fails_and_harms_nobody()
    {
        var closed = Open();
        closed.Dispose();
        var told = new List<SocketError>();
        Write([1]);
        _outbox.Add(closed.SafeHandle, 1, default, default, new Teller(told.Add));
        Put(_first, [2]);
        _outbox.Flush();
        Assert.Equal([SocketError.OperationAborted], told);
        Assert.Equal([2], Receive(_first));
    }

    [Fact]
    public void What_is_sent_now_passes_the_outbox_by()
    {
        Put(_first, [1]);
        DatagramOutbox.SendNow(_sender.SafeHandle, [2], SockaddrOf(_first), default);
        _outbox.Flush();
        Assert.Equal([2], Receive(_first));
        Assert.Equal([1], Receive(_first));
    }

    [Fact]
    public void Each_thread_has_its_own_outbox_or_none()
    {
        DatagramOutbox? seen = _outbox;
        var other = new Thread(() => seen = DatagramOutbox.Current);
        other.Start();
        other.Join();
        Assert.Null(seen);
        Assert.Same(_outbox, DatagramOutbox.Current);
    }

    [Fact]
    public void Gathering_and_sending_allocates_nothing()
    {
        var destination = SockaddrOf(_first).ToArray();
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated()));

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                for (var j = 0; j < 8; j++)
                {
                    _outbox.Room[..16].Clear();
                    _outbox.Add(_sender.SafeHandle, 16, destination, default, null);
                }

                _outbox.Flush();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static Span<byte> SockaddrOf(Socket socket) => socket.LocalEndPoint!.Serialize().Buffer.Span[..16];

    private static byte[] Receive(Socket socket)
    {
        var buffer = new byte[ushort.MaxValue];
        return buffer[..socket.Receive(buffer)];
    }

    private void Write(ReadOnlySpan<byte> datagram) => datagram.CopyTo(_outbox.Room);

    private void Put(Socket to, ReadOnlySpan<byte> datagram)
    {
        Write(datagram);
        _outbox.Add(_sender.SafeHandle, datagram.Length, SockaddrOf(to), default, null);
    }

    private sealed class Teller(Action<SocketError> tell) : IDatagramSender
    {
        public void SendFailed(SocketError error) => tell(error);
    }
}
