using System.Buffers;
using System.Net.Sockets;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>Reads with the runtime's own asynchronous sockets: on any system, at more cost than a thread of our own.</summary>
internal sealed class AsyncDatagramReader : IDatagramReader
{
    public void Watch(UdpSocket socket) => _ = ReadAsync(socket);

    public void Dispose()
    {
    }

    private static async Task ReadAsync(UdpSocket socket)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Message.MaxOctets);
        try
        {
            while (!socket.IsClosed)
            {
                try
                {
                    // Reading belongs to no caller, so it does not stay in the context of the one that opened the socket.
                    var octets = await socket.Socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None).ConfigureAwait(false);
                    socket.Receive(buffer.AsSpan(0, octets));
                }
                catch (SocketException broken)
                {
                    socket.ReceiveFailed(broken.SocketErrorCode);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The socket was closed while we read: its end.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
