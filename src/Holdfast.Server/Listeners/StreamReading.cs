using System.Buffers;
using System.Net.Sockets;

namespace Holdfast.Server.Listeners;

/// <summary>Reads a connection for what takes its octets in parts. While it is idle it holds no buffer.</summary>
internal static class StreamReading
{
    /// <summary>Reads until the client closes, or what came is not to be followed by more.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="octets">How long a part may be.</param>
    /// <param name="take">Takes what there is. Gives how many octets it took, or -1 when the connection must end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ReadAllAsync(
        this Stream stream, int octets, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>> take, CancellationToken cancellationToken)
    {
        var input = Array.Empty<byte>();
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == 0)
                {
                    // Waits without holding a buffer.
                    Release(ref input);
#pragma warning disable CA2022 // nothing is meant to be read
                    await stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
#pragma warning restore CA2022
                    input = ArrayPool<byte>.Shared.Rent(octets);
                }

                var read = await stream.ReadAsync(input.AsMemory(filled), cancellationToken);
                if (read == 0)
                {
                    return;
                }

                filled += read;
                var used = await take(input.AsMemory(0, filled), cancellationToken);
                if (used < 0)
                {
                    return;
                }

                filled -= used;
                input.AsSpan(used, filled).CopyTo(input);
            }
        }
        finally
        {
            Release(ref input);
        }
    }

    /// <summary>Nothing more is read, or written, or both: the stream over the socket comes to its end.</summary>
    public static void End(this Socket socket, SocketShutdown what)
    {
        try
        {
            socket.Shutdown(what);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private static void Release(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }
}
