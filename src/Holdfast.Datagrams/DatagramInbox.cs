using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Holdfast.Datagrams;

/// <summary>Room for a batch of datagrams, outside the garbage collector's heap. Belongs to one thread. Hot path.</summary>
public sealed unsafe class DatagramInbox : IDisposable
{
    /// <summary>The room for a sender's sockaddr, in octets: sockaddr_in6 has 28.</summary>
    public const int SourceOctets = 32;

    /// <summary>The room for control messages, in octets: in6_pktinfo with its head has 40.</summary>
    public const int ControlOctets = 64;

    // Slots must not lie a power of two apart: their first octets, which are what is read, would share few cache lines.
    private const int Stagger = 192;

    private readonly int _slots;
    private readonly bool _keepsSources;
    private readonly bool _keepsControl;
    private readonly int _stride;
    private readonly byte* _octets;
    private readonly byte* _sources;
    private readonly byte* _controls;
    private readonly Libc.Octets* _data;
    private readonly Libc.MessageSlot* _messages;
    private int _used;

    /// <summary>Reserves the room; pages that are never written cost nothing.</summary>
    /// <param name="slots">How many datagrams are taken at once.</param>
    /// <param name="octets">The longest datagram that is taken whole.</param>
    /// <param name="keepsSources">Whether it is wanted who sent a datagram.</param>
    /// <param name="keepsControl">Whether control messages are wanted, such as where it was sent to.</param>
    public DatagramInbox(int slots, int octets, bool keepsSources, bool keepsControl)
    {
        (_slots, _keepsSources, _keepsControl) = (slots, keepsSources, keepsControl);
        _stride = octets + Stagger;
        _octets = Allocate((nuint)_stride);
        _sources = Allocate(SourceOctets);
        _controls = Allocate(ControlOctets);
        _data = (Libc.Octets*)Allocate((nuint)sizeof(Libc.Octets));
        _messages = (Libc.MessageSlot*)Allocate((nuint)sizeof(Libc.MessageSlot));
        for (var i = 0; i < slots; i++)
        {
            _data[i] = new Libc.Octets { Start = _octets + (i * _stride), Length = (nuint)octets };
            _messages[i] = new Libc.MessageSlot { Data = _data + i, DataCount = 1 };
        }

        _used = slots;
    }

    /// <summary>Whether the system has what batches need.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>How many datagrams the last call took.</summary>
    public int Count { get; private set; }

    /// <summary>Takes what is there.</summary>
    /// <param name="socket">The socket; it must not be closed meanwhile.</param>
    /// <param name="waits">Whether to wait for a first datagram.</param>
    /// <returns>Success when at least one was taken; else why none was.</returns>
    public SocketError Receive(SafeHandle socket, bool waits)
    {
        ArgumentNullException.ThrowIfNull(socket);

        // The kernel wrote over these lengths.
        for (; _used > 0; _used--)
        {
            var i = _used - 1;
            ref var message = ref _messages[i];
            message.Address = _keepsSources ? _sources + (i * SourceOctets) : null;
            message.AddressLength = _keepsSources ? SourceOctets : 0u;
            message.Control = _keepsControl ? _controls + (i * ControlOctets) : null;
            message.ControlLength = _keepsControl ? ControlOctets : 0u;
        }

        var count = Libc.Receive((int)socket.DangerousGetHandle(), _messages, (uint)_slots, waits ? Libc.WaitForOne : Libc.DoNotWait, null);
        Count = _used = Math.Max(0, count);
        return count > 0 ? SocketError.Success : count == 0 ? SocketError.WouldBlock : Libc.LastError;
    }

    /// <summary>Forgets what the last call took.</summary>
    public void Clear() => Count = 0;

    /// <summary>Ends a wait from another thread: its socket receives no more. What is to be sent may still be sent.</summary>
    public static void StopReceiving(SafeHandle socket)
    {
        ArgumentNullException.ThrowIfNull(socket);

        // An unconnected socket reports an error, and its half is shut down all the same.
        _ = Libc.Shutdown((int)socket.DangerousGetHandle(), Libc.ReceivingHalf);
    }

    /// <summary>A datagram that was taken; empty for one that was longer than the longest.</summary>
    public ReadOnlySpan<byte> this[int slot] =>
        (_messages[slot].Flags & Libc.Truncated) != 0 ? default : new(_data[slot].Start, (int)_messages[slot].Length);

    /// <summary>Who sent a datagram, as a sockaddr; empty for nobody, which is how the end of a wait shows.</summary>
    public ReadOnlySpan<byte> Source(int slot) => new(_messages[slot].Address, (int)Math.Min(_messages[slot].AddressLength, SourceOctets));

    /// <summary>The control messages that came with a datagram; empty when none are kept.</summary>
    public Span<byte> Control(int slot) => new(_messages[slot].Control, (int)_messages[slot].ControlLength);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_octets);
        NativeMemory.Free(_sources);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_data);
        NativeMemory.Free(_messages);
    }

    private byte* Allocate(nuint size) => (byte*)NativeMemory.AllocZeroed((nuint)_slots, size);
}
