using System.Runtime.InteropServices;

namespace Holdfast.Resolver.Exchanges.Udp;

/// <summary>Linux system calls to read many datagrams on few wake-ups (epoll(7), recvmmsg(2), eventfd(2)).</summary>
internal static unsafe partial class Epoll
{
    private const int In = 1;

    private const int CloseOnExec = 0x80000;
    private const int Add = 1;

    /// <summary>Makes an epoll instance; negative when there is none.</summary>
    public static int Create() => epoll_create1(CloseOnExec);

    /// <summary>Makes a counter that can be waited for; negative when there is none.</summary>
    public static int CreateWakeUp() => eventfd(0, CloseOnExec);

    /// <summary>Ends a wait.</summary>
    public static void WakeUp(int descriptor)
    {
        var one = 1UL;
        _ = write(descriptor, &one, sizeof(ulong));
    }

    /// <summary>Waits for a descriptor too, under a token of our own.</summary>
    public static bool TryAdd(int epoll, int descriptor, int token)
    {
        var entry = new Event { Events = In, Token = token };
        var packed = new PackedEvent { Events = In, Token = token };
        return epoll_ctl(epoll, Add, descriptor, _isPacked ? &packed : &entry) == 0;
    }

    /// <summary>Closes a descriptor.</summary>
    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Waits until some descriptors can be read.</summary>
    /// <returns>How many tokens were filled, or -1.</returns>
    public static int Wait(int epoll, Span<int> tokens)
    {
        var octets = stackalloc byte[tokens.Length * sizeof(Event)];
        var count = epoll_wait(epoll, octets, tokens.Length, -1);
        for (var i = 0; i < count; i++)
        {
            tokens[i] = _isPacked ? ((PackedEvent*)octets)[i].Token : ((Event*)octets)[i].Token;
        }

        return count;
    }

    // The kernel packs the structure on x86-64 only.
    private static readonly bool _isPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    [StructLayout(LayoutKind.Sequential)]
    private struct Event
    {
        public int Events;
        public int Padding;
        public int Token;
        public int Padding2;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PackedEvent
    {
        public int Events;
        public int Token;
        public int Padding;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, void* entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, void* events, int count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, void* octets, nint count);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
