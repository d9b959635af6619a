using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Holdfast.Datagrams;

/// <summary>
/// What one thread sends, gathered until it is flushed. (1) Whoever has something to send on the thread asks for
/// <see cref="Current"/>, writes the datagram into <see cref="Room"/> and adds it. (2) Datagrams of one length to one
/// destination form a group, which leaves as one segmented datagram (UDP_SEGMENT): the kernel finds the way once instead of
/// once each. (3) The thread flushes at the end of its turn: one sendmmsg a socket. Hot path: no allocation.
/// </summary>
public sealed unsafe class DatagramOutbox : IDisposable
{
    /// <summary>The longest datagram that can be gathered, in octets.</summary>
    public const int MaxOctets = 4096;

    private const int Slots = 64;

    // A segment must fit the path's MTU without fragments; this fits all that are in use (RFC 9715 §3.2 advises 1400).
    private const int MaxSegmentOctets = 1400;

    // All segments of a group travel as one datagram at first (65,507 octets at the most), and old kernels take 64.
    private const int MaxGroupOctets = 60_000;

    // How many groups are tried for one more datagram, latest first.
    private const int Reach = 16;

    private const int Stagger = 192;
    private const int Stride = MaxOctets + Stagger;
    private const int ControlRoom = DatagramInbox.ControlOctets + 24;

    [ThreadStatic]
    private static DatagramOutbox? _current;

    private readonly byte* _octets = (byte*)NativeMemory.AllocZeroed(Slots, Stride);
    private readonly byte* _destinations = (byte*)NativeMemory.AllocZeroed(Slots, DatagramInbox.SourceOctets);
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(Slots, ControlRoom);
    private readonly Libc.Octets* _data = (Libc.Octets*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(Libc.Octets));
    private readonly Libc.MessageSlot* _messages = (Libc.MessageSlot*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(Libc.MessageSlot));
    private readonly Entry[] _entries = new Entry[Slots];
    private readonly Group[] _groups = new Group[Slots];
    private readonly int[] _sending = new int[Slots];
    private readonly (SafeHandle Handle, IDatagramSender? Sender)[] _sockets = new (SafeHandle, IDatagramSender?)[Slots];
    private readonly SocketError[] _failures = new SocketError[Slots];
    private int _entryCount;
    private int _groupCount;
    private int _socketCount;
    private bool _segments = true;

    private DatagramOutbox()
    {
    }

    /// <summary>The outbox of this thread; null where datagrams are to be sent one by one.</summary>
    public static DatagramOutbox? Current => _current;

    /// <summary>Grows by one with each flush: what is added between two flushes leaves together.</summary>
    public uint Turn { get; private set; }

    /// <summary>How many datagrams wait.</summary>
    public int Count => _entryCount;

    /// <summary>Where the next datagram is to be written; what was written before is kept once it is added.</summary>
    public Span<byte> Room => new(_octets + (_entryCount * Stride), MaxOctets);

    /// <summary>Gives this thread an outbox, until it is disposed; the thread must flush it at the end of each turn.</summary>
    public static DatagramOutbox OpenOnThisThread() => _current = new DatagramOutbox();

    /// <summary>Sends one datagram at once, past any outbox. What cannot be sent is lost.</summary>
    public static void SendNow(SafeHandle socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> control)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var isHeld = false;
        try
        {
            socket.DangerousAddRef(ref isHeld);
            fixed (byte* octets = datagram)
            fixed (byte* to = destination)
            fixed (byte* with = control)
            {
                SendOne(
                    (int)socket.DangerousGetHandle(),
                    new Libc.Octets { Start = octets, Length = (nuint)datagram.Length }, to, destination.Length, with, control.Length);
            }
        }
        catch (ObjectDisposedException)
        {
            // Whoever owned the socket has stopped.
        }
        finally
        {
            if (isHeld)
            {
                socket.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Adds the datagram that stands in <see cref="Room"/>. When the outbox is full, all leave at once. Closing a socket waits
    /// for what was added to leave; who may close it on this thread flushes first.
    /// </summary>
    /// <param name="socket">What to send it by.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="destination">Where to, as a sockaddr; empty for a connected socket.</param>
    /// <param name="control">Control messages that go with it, such as where from.</param>
    /// <param name="sender">Who is told when something could not be sent by this socket; null for nobody.</param>
    public void Add(SafeHandle socket, int length, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> control, IDatagramSender? sender)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)MaxOctets);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, DatagramInbox.SourceOctets);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(control.Length, DatagramInbox.ControlOctets);
        if (!TryHold(socket, sender, out var index))
        {
            sender?.SendFailed(SocketError.OperationAborted);
            return;
        }

        var entry = _entryCount++;
        destination.CopyTo(new Span<byte>(Destination(entry), DatagramInbox.SourceOctets));
        control.CopyTo(new Span<byte>(Control(entry), DatagramInbox.ControlOctets));
        _entries[entry] = new Entry { Length = length, Next = -1 };
        if (!TryJoin(entry, index, length, destination, control))
        {
            _groups[_groupCount++] = new Group
            {
                Socket = index,
                First = entry,
                Last = entry,
                Count = 1,
                SegmentOctets = length,
                TotalOctets = length,
                DestinationLength = destination.Length,
                ControlLength = control.Length,
                IsClosed = !_segments || length is 0 or > MaxSegmentOctets,
            };
        }

        if (_entryCount == Slots)
        {
            Flush();
        }
    }

    /// <summary>Sends all that wait. What cannot be sent is lost, as datagrams are, and its sender is told.</summary>
    public void Flush()
    {
        if (_entryCount == 0)
        {
            return;
        }

        for (var socket = 0; socket < _socketCount; socket++)
        {
            _failures[socket] = SendAll(socket);
        }

        var sockets = _socketCount;
        _entryCount = _groupCount = _socketCount = 0;
        Turn++;
        var failed = 0;
        for (var socket = 0; socket < sockets; socket++)
        {
            var (handle, sender) = _sockets[socket];
            handle.DangerousRelease();
            if (sender is not null && _failures[socket] is not (SocketError.Success or SocketError.WouldBlock))
            {
                _failures[failed] = _failures[socket];
                _sockets[failed++] = (handle, sender);
            }
        }

        if (failed > 0)
        {
            Tell(failed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        if (_current == this)
        {
            _current = null;
        }

        NativeMemory.Free(_octets);
        NativeMemory.Free(_destinations);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_data);
        NativeMemory.Free(_messages);
    }

    // Those who are told may send anew, through this same outbox: it is empty again, and what is told is kept apart.
    private void Tell(int failed)
    {
        var senders = _sockets[..failed];
        var failures = _failures[..failed];
        for (var i = 0; i < failed; i++)
        {
            senders[i].Sender!.SendFailed(failures[i]);
        }
    }

    private byte* Destination(int entry) => _destinations + (entry * DatagramInbox.SourceOctets);

    private byte* Control(int entry) => _controls + (entry * ControlRoom);

    // A reference keeps the descriptor from being closed, and given to another socket, before the flush.
    private bool TryHold(SafeHandle socket, IDatagramSender? sender, out int index)
    {
        for (index = _socketCount - 1; index >= 0; index--)
        {
            if (ReferenceEquals(_sockets[index].Handle, socket))
            {
                return true;
            }
        }

        var isHeld = false;
        try
        {
            socket.DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }

        index = _socketCount++;
        _sockets[index] = (socket, sender);
        return true;
    }

    private bool TryJoin(int entry, int socket, int length, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> control)
    {
        var end = Math.Max(0, _groupCount - Reach);
        for (var i = _groupCount - 1; i >= end; i--)
        {
            ref var group = ref _groups[i];
            if (group.Socket == socket
                && !group.IsClosed
                && length <= group.SegmentOctets
                && group.TotalOctets + length <= MaxGroupOctets
                && destination.SequenceEqual(new ReadOnlySpan<byte>(Destination(group.First), group.DestinationLength))
                && control.SequenceEqual(new ReadOnlySpan<byte>(Control(group.First), group.ControlLength)))
            {
                _entries[group.Last].Next = entry;
                group.Last = entry;
                group.Count++;
                group.TotalOctets += length;

                // Only the last segment may be shorter than the others.
                group.IsClosed = length < group.SegmentOctets;
                return true;
            }
        }

        return false;
    }

    private SocketError SendAll(int socket)
    {
        var (messages, data) = (0, 0);
        for (var i = 0; i < _groupCount; i++)
        {
            if (_groups[i].Socket == socket)
            {
                _sending[messages] = i;
                Lay(_groups[i], ref _messages[messages++], ref data);
            }
        }

        var descriptor = (int)_sockets[socket].Handle.DangerousGetHandle();
        var failure = SocketError.Success;
        for (var sent = 0; sent < messages;)
        {
            var count = Libc.Send(descriptor, _messages + sent, (uint)(messages - sent), 0);
            if (count > 0)
            {
                sent += count;
                continue;
            }

            if (_groups[_sending[sent]].Count > 1 && Libc.CannotSegment)
            {
                _segments = false;
                failure = SendEach(descriptor, _groups[_sending[sent]], failure);
            }
            else if (Libc.LastError is var error && error != SocketError.Interrupted)
            {
                failure = error;
            }
            else
            {
                continue;
            }

            sent++;
        }

        return failure;
    }

    // A group as one message: its datagrams one behind the other, and where they are to be cut apart again.
    private void Lay(in Group group, ref Libc.MessageSlot message, ref int data)
    {
        var first = data;
        for (var entry = group.First; entry >= 0; entry = _entries[entry].Next)
        {
            _data[data++] = new Libc.Octets { Start = _octets + (entry * Stride), Length = (nuint)_entries[entry].Length };
        }

        var control = Control(group.First);
        var controlLength = group.ControlLength;
        if (group.Count > 1)
        {
            controlLength = (controlLength + 7) & ~7; // control messages begin at multiples of a word
            *(Libc.SegmentControl*)(control + controlLength) = new Libc.SegmentControl
            {
                Length = 18, // its head, and the value without padding
                Level = Libc.LevelUdp,
                Type = Libc.UdpSegment,
                SegmentOctets = (ushort)group.SegmentOctets,
            };
            controlLength += sizeof(Libc.SegmentControl);
        }

        message = new Libc.MessageSlot
        {
            Address = group.DestinationLength == 0 ? null : Destination(group.First),
            AddressLength = (uint)group.DestinationLength,
            Data = _data + first,
            DataCount = (nuint)(data - first),
            Control = controlLength == 0 ? null : control,
            ControlLength = (nuint)controlLength,
        };
    }

    private SocketError SendEach(int descriptor, in Group group, SocketError failure)
    {
        for (var entry = group.First; entry >= 0; entry = _entries[entry].Next)
        {
            var data = new Libc.Octets { Start = _octets + (entry * Stride), Length = (nuint)_entries[entry].Length };
            var sent = SendOne(descriptor, data, Destination(group.First), group.DestinationLength, Control(group.First), group.ControlLength);
            failure = sent ? failure : Libc.LastError;
        }

        return failure;
    }

    private static bool SendOne(int descriptor, Libc.Octets data, byte* destination, int destinationLength, byte* control, int controlLength)
    {
        var message = new Libc.MessageSlot
        {
            Address = destinationLength == 0 ? null : destination,
            AddressLength = (uint)destinationLength,
            Data = &data,
            DataCount = 1,
            Control = controlLength == 0 ? null : control,
            ControlLength = (nuint)controlLength,
        };
        return Libc.Send(descriptor, &message, 1, 0) > 0;
    }

    private struct Entry
    {
        public int Length;
        public int Next;
    }

    private struct Group
    {
        public int Socket;
        public int First;
        public int Last;
        public int Count;
        public int SegmentOctets;
        public int TotalOctets;
        public int DestinationLength;
        public int ControlLength;
        public bool IsClosed;
    }
}
