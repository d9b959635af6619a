using System.Net;
using System.Net.Sockets;

namespace Holdfast.Datagrams.Tests;

public sealed class DatagramInboxTests : IDisposable
{
    private readonly Socket _socket = Open();
    private readonly Socket _client = Open();

    public void Dispose()
    {
        _socket.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void A_batch_is_taken_at_once_with_who_sent_each()
    {
        using var inbox = new DatagramInbox(8, 512, keepsSources: true, keepsControl: false);
        for (byte i = 0; i < 5; i++)
        {
            _client.SendTo([i, 42], _socket.LocalEndPoint!);
        }

        Assert.Equal(SocketError.Success, inbox.Receive(_socket.SafeHandle, waits: true));
        Assert.Equal(5, inbox.Count);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal([(byte)i, 42], inbox[i].ToArray());
            Assert.Equal(_client.LocalEndPoint!.Serialize().Buffer.Span[..16].ToArray(), inbox.Source(i).ToArray());
        }
    }

    [Fact]
    public void Lengths_are_each_batchs_own()
    {
        using var inbox = new DatagramInbox(4, 512, keepsSources: true, keepsControl: false);
        foreach (var length in new[] { 300, 1, 40 })
        {
            _client.SendTo(new byte[length], _socket.LocalEndPoint!);
            Assert.Equal(SocketError.Success, inbox.Receive(_socket.SafeHandle, waits: true));
            Assert.Equal((1, length, 16), (inbox.Count, inbox[0].Length, inbox.Source(0).Length));
            Assert.Equal(SocketError.WouldBlock, inbox.Receive(_socket.SafeHandle, waits: false));
        }
    }

    [Fact]
    public void Nothing_there_is_said_without_waiting()
    {
        using var inbox = new DatagramInbox(4, 512, keepsSources: false, keepsControl: false);
        Assert.Equal(SocketError.WouldBlock, inbox.Receive(_socket.SafeHandle, waits: false));
        Assert.Equal(0, inbox.Count);
    }

    [Fact]
    public void A_datagram_longer_than_the_room_is_empty()
    {
        using var inbox = new DatagramInbox(4, 512, keepsSources: false, keepsControl: false);
        _client.SendTo(new byte[513], _socket.LocalEndPoint!);
        Assert.Equal(SocketError.Success, inbox.Receive(_socket.SafeHandle, waits: true));
        Assert.True(inbox[0].IsEmpty);
    }

    [Fact]
    public void A_wait_can_be_ended_from_another_thread()
    {
        using var inbox = new DatagramInbox(4, 512, keepsSources: true, keepsControl: false);
        var waiting = new Thread(() => inbox.Receive(_socket.SafeHandle, waits: true));
        waiting.Start();
        DatagramInbox.StopReceiving(_socket.SafeHandle);
        Assert.True(waiting.Join(TimeSpan.FromSeconds(10)));
        Assert.True(inbox.Count == 0 || inbox.Source(0).IsEmpty);
    }

    [Fact]
    public void A_refusal_is_told()
    {
        using var inbox = new DatagramInbox(4, 512, keepsSources: false, keepsControl: false);
        using (var gone = Open())
        {
            _client.Connect(gone.LocalEndPoint!);
        }

        _client.Send([1]);
        Assert.Equal(SocketError.ConnectionRefused, inbox.Receive(_client.SafeHandle, waits: false));
    }

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
