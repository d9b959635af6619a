using System.Runtime.InteropServices;

namespace Holdfast.Server.Listeners;

/// <summary>The system calls that move many datagrams at once (Linux, 64 bits).</summary>
internal static unsafe partial class Libc
{
    /// <summary>Wait for the first datagram, then take what is there (recvmmsg(2)).</summary>
    public const int WaitForOne = 0x10000;

    /// <summary>Set in a received message's flags: the datagram was longer than the buffer (MSG_TRUNC).</summary>
    public const int Truncated = 0x20;

    /// <summary>A signal came first (EINTR).</summary>
    public const int Interrupted = 4;

    /// <summary>The receiving half (SHUT_RD).</summary>
    public const int ReceivingHalf = 0;

    /// <summary>IPv4 in a sockaddr (AF_INET).</summary>
    public const ushort FamilyIPv4 = 2;

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
