using System.Net;
using System.Net.Sockets;

namespace Holdfast.Resolver.Tests.Exchanges;

/// <summary>Answers made by hand from a query's octets; the query must be without EDNS, so that its question is its end.</summary>
internal static class RawAnswer
{
    /// <summary>The query given back with QR, RD and RA set and one A record behind it.</summary>
    public static byte[] To(ReadOnlySpan<byte> query, byte lastOctet = 1)
    {
        byte[] answer = [.. query, 0xC0, 0x0C, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, lastOctet];
        (answer[2], answer[3], answer[7]) = (0x81, 0x80, 1);
        return answer;
    }

    /// <summary>A copy with something changed.</summary>
    public static byte[] With(byte[] answer, Action<byte[]> change)
    {
        var changed = answer.ToArray();
        change(changed);
        return changed;
    }
}

/// <summary>A UDP server that does what a test says with each query.</summary>
internal sealed class RawUdpServer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Action<RawUdpServer, byte[], IPEndPoint> _onQuery;
    private readonly Lock _lock = new();
    private readonly List<(byte[] Query, IPEndPoint From)> _seen = [];

    public RawUdpServer(Action<RawUdpServer, byte[], IPEndPoint> onQuery)
    {
        _onQuery = onQuery;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public (byte[] Query, IPEndPoint From)[] Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    public void Send(byte[] octets, IPEndPoint to) => _socket.SendTo(octets, to);

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                var query = buffer[..got.ReceivedBytes];
                lock (_lock)
                {
                    _seen.Add((query, (IPEndPoint)got.RemoteEndPoint));
                }

                _onQuery(this, query, (IPEndPoint)got.RemoteEndPoint);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

/// <summary>A TCP server that does what a test says with each connection.</summary>
internal sealed class RawTcpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, int, Task> _onConnection;
    private int _connections;

    /// <param name="onConnection">Given the stream and the connection's number, from 1; the connection closes when it ends.</param>
    public RawTcpServer(Func<Stream, int, Task> onConnection)
    {
        _onConnection = onConnection;
        _listener.Start();
        _ = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Reads one query; null at the end.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream)
    {
        var length = new byte[2];
        if (await stream.ReadAtLeastAsync(length, 2, throwOnEndOfStream: false) < 2)
        {
            return null;
        }

        var query = new byte[(length[0] << 8) | length[1]];
        await stream.ReadExactlyAsync(query);
        return query;
    }

    /// <summary>An answer behind its length.</summary>
    public static byte[] Frame(byte[] answer) => [(byte)(answer.Length >> 8), (byte)answer.Length, .. answer];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = ServeAsync(client, Interlocked.Increment(ref _connections));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                await _onConnection(client.GetStream(), number);
            }
            catch (Exception ended) when (ended is IOException or ObjectDisposedException)
            {
                // The client went away.
            }
        }
    }
}
