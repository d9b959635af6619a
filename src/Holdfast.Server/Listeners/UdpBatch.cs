using System.Runtime.InteropServices;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server.Listeners;

/// <summary>
/// Room for a batch of datagrams to receive and their responses to send, outside the garbage collector's heap. Belongs
/// to one thread. Hot path.
/// </summary>
internal sealed unsafe class UdpBatch : IDisposable
{
    /// <summary>Datagrams in a batch: beyond 32 the system calls' share hardly shrinks.</summary>
    public const int Slots = 32;

    /// <summary>The longest query taken over UDP, in octets.</summary>
    public const int QueryOctets = 4096;

    private const int ResponseOctets = QueryPipeline.MaxUdpOctets;
    private const int AddressOctets = 32; // sockaddr_in6 has 28
    private const int ControlOctets = 64; // in6_pktinfo with its head has 40

    private readonly byte* _memory;
    private readonly byte* _controls;
    private readonly byte* _queries;
    private readonly byte* _responses;
    private readonly Libc.MessageSlot* _received;
    private readonly Libc.MessageSlot* _sending;
    private int _sendingCount;

    public UdpBatch()
    {
        var headers = Slots * 2 * (sizeof(Libc.MessageSlot) + sizeof(Libc.Octets));
        var total = headers + (Slots * (AddressOctets + ControlOctets + QueryOctets + ResponseOctets));
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)total, 4096);
        NativeMemory.Clear(_memory, (nuint)total);
        _received = (Libc.MessageSlot*)_memory;
        _sending = _received + Slots;
        var data = (Libc.Octets*)(_sending + Slots);
        var addresses = _memory + headers;
        _controls = addresses + (Slots * AddressOctets);
        _queries = _controls + (Slots * ControlOctets);
        _responses = _queries + (Slots * QueryOctets);
        for (var i = 0; i < Slots; i++)
        {
            data[i] = new Libc.Octets { Start = _queries + (i * QueryOctets), Length = QueryOctets };
            _received[i] = new Libc.MessageSlot { Address = addresses + (i * AddressOctets), Data = data + i, DataCount = 1 };
            _sending[i] = new Libc.MessageSlot { Data = data + Slots + i, DataCount = 1 };
        }

        Count = Slots;
    }

    /// <summary>How many datagrams the last <see cref="Receive"/> took.</summary>
    public int Count { get; private set; }

    /// <summary>Waits for at least one datagram.</summary>
    /// <param name="socket">The descriptor.</param>
    /// <param name="wantsControl">Whether the address it was sent to is wanted.</param>
    /// <returns>False when there was none; the system's error says why.</returns>
    public bool Receive(int socket, bool wantsControl)
    {
        // The kernel wrote over these lengths.
        for (var i = 0; i < Count; i++)
        {
            _received[i].AddressLength = AddressOctets;
            _received[i].Control = wantsControl ? _controls + (i * ControlOctets) : null;
            _received[i].ControlLength = wantsControl ? ControlOctets : 0u;
        }

        _sendingCount = 0;
        Count = Math.Max(0, Libc.Receive(socket, _received, Slots, Libc.WaitForOne, null));
        return Count > 0;
    }

    /// <summary>The octets of a received datagram; empty for one that was longer than the longest query.</summary>
    public ReadOnlySpan<byte> Query(int slot) =>
        (_received[slot].Flags & Libc.Truncated) != 0 ? default : new(_queries + (slot * QueryOctets), (int)_received[slot].Length);

    /// <summary>Where a received datagram came from, as a sockaddr; empty for none.</summary>
    public ReadOnlySpan<byte> Address(int slot) => new(_received[slot].Address, (int)Math.Min(_received[slot].AddressLength, AddressOctets));

    /// <summary>Where a received datagram was sent to, as control messages; empty when the socket knows.</summary>
    public Span<byte> Control(int slot) => new(_received[slot].Control, (int)_received[slot].ControlLength);

    /// <summary>Where the response to a datagram is to be written.</summary>
    public Span<byte> Response(int slot) => new(_responses + (slot * ResponseOctets), ResponseOctets);

    /// <summary>Puts a slot's response among those to be sent.</summary>
    public void Queue(int slot, int length)
    {
        ref var sending = ref _sending[_sendingCount++];
        ref var received = ref _received[slot];
        sending.Address = received.Address;
        sending.AddressLength = received.AddressLength;
        sending.Control = received.ControlLength == 0 ? null : received.Control;
        sending.ControlLength = received.ControlLength;
        *sending.Data = new Libc.Octets { Start = _responses + (slot * ResponseOctets), Length = (nuint)length };
    }

    /// <summary>Sends the queued responses. One that cannot be sent, such as to port 0, is passed over.</summary>
    public void Send(int socket)
    {
        for (var sent = 0; sent < _sendingCount;)
        {
            var count = Libc.Send(socket, _sending + sent, (uint)(_sendingCount - sent), 0);
            if (count > 0)
            {
                sent += count;
            }
            else if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                sent++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
