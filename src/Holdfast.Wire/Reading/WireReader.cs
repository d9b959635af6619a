using System.Buffers.Binary;
using Holdfast.Wire.Names;

namespace Holdfast.Wire.Reading;

/// <summary>
/// Reads fields from a whole message's octets. The first fault sticks, with its offset; after it every read gives
/// zeros, so a caller may read a whole structure and look once. Never throws on input.
/// </summary>
public ref struct WireReader
{
    // A name in full may take sixteen times the octets that hold it: a 255-octet owner before each A record does.
    // Names that a pointer alone stands for are shared and not counted, so honest messages stay far below.
    private const int MaxNameExpansion = 16;
    private const int FreeNameOctets = 1024;

    private readonly ReadOnlySpan<byte> _message;
    private int _offset;
    private int _end;
    private int _nameOctets;
    private RecentNames _recent;

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

    /// <summary>
    /// Reads a name, following compression pointers, each strictly backward. A name that is only a pointer to one read
    /// shortly before is that same object.
    /// </summary>
    public DomainName ReadName()
    {
        var start = _offset;
        var key = start;
        if (Ok && Remaining >= 2 && _message[start] >= 0xC0)
        {
            key = BinaryPrimitives.ReadUInt16BigEndian(_message[start..]) & 0x3FFF;
            if (key < start && _recent.Find(key) is { } known)
            {
                _offset += 2;
                return known;
            }
        }

        Span<byte> octets = stackalloc byte[DomainName.MaxOctets];
        var length = ReadName(octets);
        if (length <= 1)
        {
            return DomainName.Root;
        }

        _nameOctets += length;
        if (_nameOctets > FreeNameOctets + ((long)MaxNameExpansion * _message.Length))
        {
            Fail(WireFault.NamesTooLarge, start);
            return DomainName.Root;
        }

        var name = DomainName.FromValidOctets(octets[..length]);
        _recent.Add(key, name);
        return name;
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
        var run = _offset;          // where the labels being read began; a pointer must lead below it
        var bound = _end;           // they must end before it: the RDATA's end, then the run that pointed here
        var next = -1;              // where reading goes on after the name
        var pointers = 0;
        var length = 0;
        while (at < bound)
        {
            int head = _message[at];
            switch (head & 0xC0)
            {
                case 0x00 when at + 1 + head > bound:
                    return FailName(next < 0 ? WireFault.Truncated : WireFault.PointerNotBackward, at);

                case 0x00 when length + 1 + head > DomainName.MaxOctets - (head == 0 ? 0 : 1):
                    return FailName(WireFault.NameTooLong, at);

                case 0x00:
                    _message.Slice(at, head + 1).CopyTo(destination[length..]);
                    length += head + 1;
                    at += head + 1;
                    if (head == 0)
                    {
                        _offset = next < 0 ? at : next;
                        return length;
                    }

                    break;

                case 0xC0 when at + 2 > bound:
                    return FailName(next < 0 ? WireFault.Truncated : WireFault.PointerNotBackward, at);

                case 0xC0:
                    var target = BinaryPrimitives.ReadUInt16BigEndian(_message[at..]) & 0x3FFF;
                    if (target >= run)
                    {
                        return FailName(WireFault.PointerNotBackward, at);
                    }

                    // A pure pointer and one after each label but the last: no name needs more.
                    if (++pointers > DomainName.MaxLabels)
                    {
                        return FailName(WireFault.TooManyPointers, at);
                    }

                    next = next < 0 ? at + 2 : next;
                    bound = run;
                    run = target;
                    at = target;
                    break;

                default:
                    return FailName(WireFault.BadLabelType, at);
            }
        }

        // Labels that run on into the name that pointed at them would never end.
        return FailName(next < 0 ? WireFault.Truncated : WireFault.PointerNotBackward, at);
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

    private int FailName(WireFault fault, int offset)
    {
        Fail(fault, offset);
        return 0;
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
