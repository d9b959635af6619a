using System.Buffers.Binary;
using Holdfast.Wire.Names;

namespace Holdfast.Wire.Reading;

/// <summary>
/// Reads fields from a whole message's octets. The first fault sticks, with its offset; after it every read gives
/// zeros, so a caller may read a whole structure and look once. Never throws on input.
/// </summary>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _message;
    private int _offset;
    private int _end;

    /// <summary>Begins at the first octet.</summary>
    /// <param name="message">The whole message: compression pointers count from its first octet.</param>
    public WireReader(ReadOnlySpan<byte> message)
    {
        _message = message;
        _end = message.Length;
    }

    /// <summary>The next octet to be read, counted from the message's first.</summary>
    public readonly int Offset => _offset;

    /// <summary>How many octets remain, within the current bound.</summary>
    public readonly int Remaining => _end - _offset;

    /// <summary>The first fault met, or <see cref="WireFault.None"/>.</summary>
    public WireFault Fault { get; private set; }

    /// <summary>Where the first fault was met.</summary>
    public int FaultOffset { get; private set; }

    /// <summary>Whether nothing went wrong so far.</summary>
    public readonly bool Ok => Fault == WireFault.None;

    /// <summary>The whole message.</summary>
    public readonly ReadOnlySpan<byte> Message => _message;

    /// <summary>Notes a fault at the current offset, unless one was noted before.</summary>
    public void Fail(WireFault fault) => Fail(fault, _offset);

    /// <summary>Narrows reading to the next <paramref name="octets"/> octets, such as one RDATA, and returns the bound to restore.</summary>
    public int Narrow(int octets)
    {
        var outer = _end;
        if (octets < 0 || octets > Remaining)
        {
            Fail(WireFault.Truncated);
            octets = 0;
        }

        _end = _offset + octets;
        return outer;
    }

    /// <summary>Ends a <see cref="Narrow"/>: what was left unread in it is <see cref="WireFault.BadRdataLength"/>.</summary>
    public void Widen(int outer)
    {
        if (Ok && _offset != _end)
        {
            Fail(WireFault.BadRdataLength);
        }

        _end = outer;
    }

    /// <summary>Reads one octet.</summary>
    public byte ReadUInt8() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>Reads 16 bits, most significant octet first.</summary>
    public ushort ReadUInt16() => Take(2) is { Length: 2 } octets ? BinaryPrimitives.ReadUInt16BigEndian(octets) : (ushort)0;

    /// <summary>Reads 32 bits, most significant octet first.</summary>
    public uint ReadUInt32() => Take(4) is { Length: 4 } octets ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;

    /// <summary>Reads 48 bits, most significant octet first.</summary>
    public ulong ReadUInt48() => ((ulong)ReadUInt16() << 32) | ReadUInt32();

    /// <summary>Borrows the next octets; empty after a fault.</summary>
    public ReadOnlySpan<byte> ReadOctets(int count) => Take(count);

    /// <summary>Borrows all octets up to the current bound.</summary>
    public ReadOnlySpan<byte> ReadRemaining() => Take(Remaining);

    /// <summary>Borrows a character-string: one length octet, then that many octets (RFC 1035 §3.3).</summary>
    public ReadOnlySpan<byte> ReadCharacterString() => Take(ReadUInt8());

    /// <summary>Reads a name, following compression pointers, each strictly backward.</summary>
    public DomainName ReadName()
    {
        Span<byte> octets = stackalloc byte[DomainName.MaxOctets];
        var length = ReadName(octets);
        return Ok && DomainName.TryFromOctets(octets[..length], out var name) ? name : DomainName.Root;
    }

    /// <summary>Reads a name that must not be compressed, as in types younger than RFC 3597.</summary>
    public DomainName ReadUncompressedName()
    {
        var start = _offset;
        var name = ReadName();
        if (Ok && _offset - start != name.Length)
        {
            Fail(WireFault.CompressionNotAllowed, start);
            return DomainName.Root;
        }

        return name;
    }

    /// <summary>Reads a name into <paramref name="destination"/>, uncompressed and with its case kept.</summary>
    /// <param name="destination">At least 255 octets.</param>
    /// <returns>The name's length, 0 after a fault.</returns>
    public int ReadName(scoped Span<byte> destination)
    {
        if (!Ok)
        {
            return 0;
        }

        var at = _offset;
        var bound = _end;           // a pointer leads out of a narrowed RDATA, but only to what came before
        var lowest = _offset;       // every pointer must lead below the start of the run that held it
        var next = -1;              // where reading goes on after the name
        var length = 0;
        while (true)
        {
            if (at >= bound)
            {
                Fail(WireFault.Truncated, at);
                return 0;
            }

            int head = _message[at];
            switch (head & 0xC0)
            {
                case 0x00:
                    if (at + 1 + head > bound)
                    {
                        Fail(WireFault.Truncated, at);
                        return 0;
                    }

                    if (length + 1 + head > DomainName.MaxOctets - (head == 0 ? 0 : 1))
                    {
                        Fail(WireFault.NameTooLong, at);
                        return 0;
                    }

                    _message.Slice(at, head + 1).CopyTo(destination[length..]);
                    length += head + 1;
                    at += head + 1;
                    if (head == 0)
                    {
                        _offset = next < 0 ? at : next;
                        return length;
                    }

                    break;

                case 0xC0:
                    if (at + 2 > bound)
                    {
                        Fail(WireFault.Truncated, at);
                        return 0;
                    }

                    var target = ((head & 0x3F) << 8) | _message[at + 1];
                    if (target >= lowest)
                    {
                        Fail(WireFault.PointerNotBackward, at);
                        return 0;
                    }

                    if (next < 0)
                    {
                        next = at + 2;
                    }

                    bound = lowest;
                    lowest = target;
                    at = target;
                    break;

                default:
                    Fail(WireFault.BadLabelType, at);
                    return 0;
            }
        }
    }

    /// <summary>Passes over a name without following its pointers.</summary>
    public void SkipName()
    {
        while (Ok)
        {
            var at = _offset;
            var head = ReadUInt8();
            switch (head & 0xC0)
            {
                case 0x00 when head == 0:
                    return;
                case 0x00:
                    Take(head);
                    break;
                case 0xC0:
                    ReadUInt8();
                    return;
                default:
                    Fail(WireFault.BadLabelType, at);
                    return;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (!Ok)
        {
            return default;
        }

        if ((uint)count > (uint)Remaining)
        {
            Fail(WireFault.Truncated);
            return default;
        }

        var octets = _message.Slice(_offset, count);
        _offset += count;
        return octets;
    }

    private void Fail(WireFault fault, int offset)
    {
        if (Ok)
        {
            Fault = fault;
            FaultOffset = offset;
        }
    }
}
