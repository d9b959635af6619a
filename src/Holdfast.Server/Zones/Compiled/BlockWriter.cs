using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>
/// Writes the blocks of one name after another. Names are compressed against the owner and against names that stand
/// before them in the block, whatever their case, in the types that RFC 3597 §4 allows it in.
/// </summary>
internal sealed class BlockWriter
{
    /// <summary>The longest block that fits a message with the longest question.</summary>
    public const int MaxOctets = Message.MaxOctets - MessageHeader.Octets - DomainName.MaxOctets - QuestionTailOctets;

    private const int QuestionTailOctets = 4;

    // A block may stand further back than right behind its question: behind a chain of aliases. Pointers have 14 bits.
    private const int MaxPointer = 0x3FFF - AuthoritativeAnswer.MaxChainOctets;
    private const int MaxKnown = 64;

    private readonly byte[] _block = new byte[RecordBlock.HeadOctets + MaxOctets];
    private readonly List<ushort> _pointers = [];
    private readonly List<(byte[] Octets, int Start, int Pointer)> _known = [];
    private byte[] _owner = [];
    private int _ownerNames;
    private int _length;

    /// <summary>Whether something did not fit.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>How long the records are so far.</summary>
    public int Length => _length;

    /// <summary>Says whose records follow.</summary>
    public void BeginName(ReadOnlySpan<byte> owner)
    {
        _owner = owner.ToArray();
        _known.Clear();

        // What a wildcard answers is owned by the name asked for: of the wildcard only what stands above it is there.
        for (var at = NameStart(); _owner[at] != 0; at += _owner[at] + 1)
        {
            _known.Add((_owner, at, MessageHeader.Octets + at));
        }

        _ownerNames = _known.Count;
    }

    /// <summary>Begins another block of the same name.</summary>
    public void BeginBlock()
    {
        _known.RemoveRange(_ownerNames, _known.Count - _ownerNames);
        _pointers.Clear();
        _length = 0;
        Overflowed = false;
    }

    /// <summary>Appends a record of the name.</summary>
    public void AddOwned(RecordType type, uint ttl, ReadOnlySpan<byte> data)
    {
        WritePointer(MessageHeader.Octets);
        AddBehindOwner(type, ttl, data);
    }

    /// <summary>Appends a record of another name.</summary>
    public void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> data)
    {
        WriteName(owner, compress: true);
        AddBehindOwner(type, ttl, data);
    }

    /// <summary>Takes back what was written after a length.</summary>
    public void RewindTo(int length)
    {
        _length = length;
        Overflowed = false;
        _pointers.RemoveAll(at => at >= length);
        _known.RemoveAll(name => name.Pointer >= PointerAt(length));
    }

    /// <summary>Ends the block.</summary>
    public ReadOnlySpan<byte> End(RecordType type, int records, int neededAdditionals, int additionals, int neededOctets)
    {
        RecordBlock.WriteHead(_block, type, records, neededAdditionals, additionals, _pointers.Count, neededOctets, _length);
        var pointers = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_pointers));
        var end = RecordBlock.HeadOctets + _length;
        if (end + pointers.Length > _block.Length)
        {
            return (byte[])[.. _block.AsSpan(0, end), .. pointers];
        }

        pointers.CopyTo(_block.AsSpan(end));
        return _block.AsSpan(0, end + pointers.Length);
    }

    private int NameStart() => _owner is [1, (byte)'*', ..] ? 2 : 0;

    private int PointerAt(int length) => MessageHeader.Octets + _owner.Length + QuestionTailOctets + length;

    private void AddBehindOwner(RecordType type, uint ttl, ReadOnlySpan<byte> data)
    {
        Span<byte> fields = stackalloc byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], (ushort)RecordClass.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(fields[4..], ttl);
        Write(fields);
        var start = _length;
        switch (type)
        {
            case RecordType.NS or RecordType.PTR:
                WriteName(data, compress: true);
                break;
            case RecordType.MX:
                Write(data[..2]);
                WriteName(data[2..], compress: true);
                break;
            case RecordType.SRV:
                Write(data[..6]);
                WriteName(data[6..], compress: false);
                break;
            case RecordType.SOA:
                var mailbox = data[NamePlace.LengthOf(data)..];
                WriteName(data[..NamePlace.LengthOf(data)], compress: true);
                WriteName(mailbox[..NamePlace.LengthOf(mailbox)], compress: true);
                Write(mailbox[NamePlace.LengthOf(mailbox)..]);
                break;
            default:
                // Aliases too: a chain goes on with the name where it stands, which therefore must stand there in full.
                Write(data);
                break;
        }

        if (!Overflowed)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_block.AsSpan(RecordBlock.HeadOctets + start - 2), (ushort)(_length - start));
        }
    }

    private void WriteName(ReadOnlySpan<byte> name, bool compress)
    {
        byte[]? kept = null;
        for (var at = 0; name[at] != 0; at += name[at] + 1)
        {
            if (compress && TryFind(name[at..], out var pointer))
            {
                WritePointer(pointer);
                return;
            }

            if (_known.Count < MaxKnown && PointerAt(_length) <= MaxPointer)
            {
                _known.Add((kept ??= name.ToArray(), at, PointerAt(_length)));
            }

            Write(name.Slice(at, name[at] + 1));
        }

        Write([0]);
    }

    private bool TryFind(ReadOnlySpan<byte> name, out int pointer)
    {
        foreach (var (octets, start, at) in _known)
        {
            if (octets.Length - start == name.Length && NameOctets.EqualIgnoringCase(name, octets.AsSpan(start)))
            {
                pointer = at;
                return true;
            }
        }

        pointer = 0;
        return false;
    }

    private void WritePointer(int pointer)
    {
        _pointers.Add((ushort)_length);
        Write([(byte)(0xC0 | (pointer >> 8)), (byte)pointer]);
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        if (Overflowed || octets.Length > MaxOctets - _length)
        {
            Overflowed = true;
            return;
        }

        octets.CopyTo(_block.AsSpan(RecordBlock.HeadOctets + _length));
        _length += octets.Length;
    }
}
