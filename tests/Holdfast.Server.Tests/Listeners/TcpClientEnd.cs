using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Server.Tests.Listeners;

/// <summary>The client's end of a TCP connection, octet by octet.</summary>
internal sealed class TcpClientEnd : IDisposable
{
    private readonly Socket _socket;

    private TcpClientEnd(Socket socket) => _socket = socket;

    public static async Task<TcpClientEnd> ConnectAsync(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, TestContext.Current.CancellationToken);
        return new TcpClientEnd(socket);
    }

    /// <summary>A query for a name's address, with its length before it.</summary>
    public static byte[] Query(ushort id, string name)
    {
        var labels = name.Split('.').SelectMany(label => new[] { (byte)label.Length }.Concat(label.Select(letter => (byte)letter)));
        byte[] query = [(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. labels, 0, 0, 1, 0, 1];
        return [(byte)(query.Length >> 8), (byte)query.Length, .. query];
    }

    public Task SendAsync(ReadOnlyMemory<byte> octets) => _socket.SendAsync(octets).AsTask();

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next response; null when the server has closed.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        var head = new byte[2];
        return await FillAsync(head) && new byte[BinaryPrimitives.ReadUInt16BigEndian(head)] is var body && await FillAsync(body) ? body : null;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(byte[] buffer)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var filled = 0; filled < buffer.Length;)
        {
            try
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(filled), patience.Token);
                if (read == 0)
                {
                    return false;
                }

                filled += read;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }
}
