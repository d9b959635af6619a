using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>Room for several datagrams that one recvmmsg(2) fills. Of one thread. Hot path.</summary>
internal sealed unsafe partial class DatagramBatch : IDisposable
{
    /// <summary>How many datagrams are taken at once.</summary>
    public const int Size = 16;

    private readonly MultiHeader* _headers = (MultiHeader*)NativeMemory.AllocZeroed(Size, (nuint)sizeof(MultiHeader));
    private readonly Vector* _vectors = (Vector*)NativeMemory.AllocZeroed(Size, (nuint)sizeof(Vector));

    // Pages that are never written cost nothing, so there is room for the largest everywhere.
    private readonly byte* _octets = (byte*)NativeMemory.Alloc(Size, Message.MaxOctets);

    public DatagramBatch()
    {
        for (var i = 0; i < Size; i++)
        {
            _vectors[i] = new Vector { Base = _octets + (i * Message.MaxOctets), Length = Message.MaxOctets };
            _headers[i].Header = new Header { Vectors = _vectors + i, VectorCount = 1 };
        }
    }

    /// <summary>One of the datagrams that the last <see cref="Receive"/> took.</summary>
    public ReadOnlySpan<byte> this[int i] => new(_vectors[i].Base, _headers[i].Length);

    /// <summary>Takes what is there, without waiting.</summary>
    /// <returns>How many datagrams; 0 with an error when there are none.</returns>
    public int Receive(SafeSocketHandle socket, out SocketError error)
    {
        const int Interrupted = 4, WouldBlock = 11, Refused = 111, HostUnreachable = 113, NetUnreachable = 101, DontWait = 0x40;
        var held = false;
        try
        {
            socket.DangerousAddRef(ref held);
            var count = recvmmsg((int)socket.DangerousGetHandle(), _headers, Size, DontWait, null);
            error = count > 0 ? SocketError.Success : Marshal.GetLastPInvokeError() switch
            {
                WouldBlock or Interrupted => SocketError.WouldBlock,
                Refused => SocketError.ConnectionRefused,
                HostUnreachable => SocketError.HostUnreachable,
                NetUnreachable => SocketError.NetworkUnreachable,
                _ => SocketError.SocketError,
            };
            return Math.Max(count, 0);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.WouldBlock;
            return 0;
        }
        finally
        {
            if (held)
            {
                socket.DangerousRelease();
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_octets);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int recvmmsg(int descriptor, MultiHeader* headers, uint count, int flags, void* timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public byte* Base;
        public nint Length;
    }

    // struct msghdr on 64-bit Linux; the alignment that the compiler adds is the C compiler's.
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nint VectorCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MultiHeader
    {
        public Header Header;
        public int Length;
    }
}
