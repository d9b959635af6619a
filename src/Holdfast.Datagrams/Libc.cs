using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Holdfast.Datagrams;

/// <summary>The system calls that move many datagrams at once (Linux, 64 bits).</summary>
internal static unsafe partial class Libc
{
    /// <summary>Wait for the first datagram, then take what is there (recvmmsg(2)).</summary>
    public const int WaitForOne = 0x10000;

    /// <summary>Do not wait (MSG_DONTWAIT).</summary>
    public const int DoNotWait = 0x40;

    /// <summary>Set in a received message's flags: the datagram was longer than the buffer (MSG_TRUNC).</summary>
    public const int Truncated = 0x20;

    /// <summary>The receiving half (SHUT_RD).</summary>
    public const int ReceivingHalf = 0;

    /// <summary>The level of UDP's own control messages (SOL_UDP).</summary>
    public const int LevelUdp = 17;

    /// <summary>The control message that says how long each segment is (UDP_SEGMENT, udp(7)).</summary>
    public const int UdpSegment = 103;

    private const int Interrupted = 4;
    private const int InputOutput = 5;
    private const int WouldBlock = 11;
    private const int Invalid = 22;
    private const int MessageTooLong = 90;
    private const int NetworkUnreachable = 101;
    private const int ConnectionRefused = 111;
    private const int HostUnreachable = 113;

    /// <summary>What the last call failed with.</summary>
    public static SocketError LastError => Marshal.GetLastPInvokeError() switch
    {
        Interrupted => SocketError.Interrupted,
        WouldBlock => SocketError.WouldBlock,
        ConnectionRefused => SocketError.ConnectionRefused,
        HostUnreachable => SocketError.HostUnreachable,
        NetworkUnreachable => SocketError.NetworkUnreachable,
        _ => SocketError.SocketError,
    };

    /// <summary>
    /// Whether the last call failed as sending segments does where it cannot be done: an old kernel, a device without
    /// checksums, a path that takes only shorter datagrams.
    /// </summary>
    public static bool CannotSegment => Marshal.GetLastPInvokeError() is InputOutput or Invalid or MessageTooLong;

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int Receive(int socket, MessageSlot* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int Send(int socket, MessageSlot* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int socket, int how);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Octets
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct cmsghdr with the one 16-bit value of UDP_SEGMENT, padded as CMSG_SPACE does.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 24)]
    public struct SegmentControl
    {
        [FieldOffset(0)]
        public nuint Length;

        [FieldOffset(8)]
        public int Level;

        [FieldOffset(12)]
        public int Type;

        [FieldOffset(16)]
        public ushort SegmentOctets;
    }

    /// <summary>struct mmsghdr: a struct msghdr of 56 octets, then how many octets came or went.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    public struct MessageSlot
    {
        [FieldOffset(0)]
        public byte* Address;

        [FieldOffset(8)]
        public uint AddressLength;

        [FieldOffset(16)]
        public Octets* Data;

        [FieldOffset(24)]
        public nuint DataCount;

        [FieldOffset(32)]
        public byte* Control;

        [FieldOffset(40)]
        public nuint ControlLength;

        [FieldOffset(48)]
        public int Flags;

        [FieldOffset(56)]
        public uint Length;
    }
}
