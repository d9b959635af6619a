using System.Buffers.Binary;
using Holdfast.Server.Zones.Compiled;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>The sections of a response while a zone fills them, in their order. Hot path: no allocation.</summary>
internal ref struct ZoneReply
{
    private const int FixedRecordOctets = 10; // type, class, TTL, RDLENGTH
    private const int PointerOctets = 2;
    private const int QuestionTailOctets = 4;
    private const ushort PointerBits = 0xC000;
    private const int MaxPointer = 0x3FFF;

    private readonly Span<byte> _message;
    private readonly int _start;

    /// <summary>Begins behind the question.</summary>
    /// <param name="message">The response, as long as it may become.</param>
    /// <param name="length">How long it is: header and question.</param>
    public ZoneReply(Span<byte> message, int length)
    {
        _message = message;
        _start = length;
        Length = length;
        IsAuthoritative = true;
    }

    /// <summary>How long the response is.</summary>
    public int Length { get; private set; }

    /// <summary>Whether something that must be there did not fit.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>The response code.</summary>
    public ResponseCode Code { get; set; }

    /// <summary>AA: whether the name asked for is in a zone of ours, referrals aside.</summary>
    public bool IsAuthoritative { get; set; }

    /// <summary>ANCOUNT.</summary>
    public int Answers { get; private set; }

    /// <summary>NSCOUNT.</summary>
    public int Authorities { get; private set; }

    /// <summary>ARCOUNT.</summary>
    public int Additionals { get; private set; }

    /// <summary>The octets written so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _message[..Length];

    /// <summary>Adds a block's records to the answer, and its additional records as far as there is room.</summary>
    public void AddAnswer(RecordBlock block, NamePlace owner)
    {
        Place(block, owner);
        Answers += block.Records;
    }

    /// <summary>Adds a block's records to the authority section.</summary>
    public void AddAuthority(RecordBlock block, NamePlace owner)
    {
        Place(block, owner);
        Authorities += block.Records;
    }

    /// <summary>Adds one record to the answer.</summary>
    /// <returns>Where its data stand.</returns>
    public int AddAnswer(int owner, RecordType type, uint ttl, scoped ReadOnlySpan<byte> data)
    {
        var octets = PointerOctets + FixedRecordOctets + data.Length;
        if (Overflowed || octets > _message.Length - Length || owner > MaxPointer)
        {
            Overflowed = true;
            return 0;
        }

        var record = _message.Slice(Length, octets);
        BinaryPrimitives.WriteUInt16BigEndian(record, (ushort)(PointerBits | owner));
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], (ushort)RecordClass.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)data.Length);
        data.CopyTo(record[(PointerOctets + FixedRecordOctets)..]);
        Length += octets;
        Answers++;
        return Length - data.Length;
    }

    /// <summary>Adds finished records, each of which begins with a pointer to its owner, to the answer.</summary>
    public void AddAnswer(scoped ReadOnlySpan<byte> records, int count, int owner)
    {
        if (Overflowed || records.Length > _message.Length - Length || owner > MaxPointer)
        {
            Overflowed = true;
            return;
        }

        var placed = _message.Slice(Length, records.Length);
        records.CopyTo(placed);
        Length += records.Length;
        Answers += count;
        for (var at = 0; owner != MessageHeader.Octets && at < placed.Length;)
        {
            BinaryPrimitives.WriteUInt16BigEndian(placed[at..], (ushort)(PointerBits | owner));
            at += PointerOctets + FixedRecordOctets + BinaryPrimitives.ReadUInt16BigEndian(placed[(at + PointerOctets + FixedRecordOctets - 2)..]);
        }
    }

    /// <summary>Writes code, AA and counts into the header.</summary>
    public readonly void EndHeader()
    {
        const byte AuthoritativeAnswer = (byte)((int)MessageFlags.AuthoritativeAnswer >> 8);
        _message[2] = (byte)(IsAuthoritative ? _message[2] | AuthoritativeAnswer : _message[2] & ~AuthoritativeAnswer);
        _message[3] = (byte)((_message[3] & 0xF0) | (int)Code);
        BinaryPrimitives.WriteUInt16BigEndian(_message[6..], (ushort)Answers);
        BinaryPrimitives.WriteUInt16BigEndian(_message[8..], (ushort)Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(_message[10..], (ushort)Additionals);
    }

    private void Place(RecordBlock block, NamePlace owner)
    {
        var octets = block.All;
        var additionals = block.Additionals;
        if (octets.Length > _message.Length - Length)
        {
            octets = octets[..block.NeededOctets];
            additionals = block.NeededAdditionals;
        }

        if (Overflowed || octets.Length > _message.Length - Length)
        {
            Overflowed = true;
            return;
        }

        var placed = _message.Slice(Length, octets.Length);
        octets.CopyTo(placed);
        Additionals += additionals;
        if (owner.Start != MessageHeader.Octets || owner.Octets != owner.StoredOctets || Length != _start)
        {
            Repoint(placed, block.Pointers, owner);
        }

        Length += octets.Length;
    }

    private void Repoint(Span<byte> placed, ReadOnlySpan<ushort> pointers, NamePlace owner)
    {
        var storedEnd = MessageHeader.Octets + owner.StoredOctets;
        foreach (var at in pointers)
        {
            if (at >= placed.Length)
            {
                break;
            }

            var pointer = BinaryPrimitives.ReadUInt16BigEndian(placed[at..]) & MaxPointer;

            // To the owner itself; to a name above it, which is counted from the owner's end; or into the block.
            pointer = pointer == MessageHeader.Octets ? owner.Start
                : pointer < storedEnd ? pointer - storedEnd + owner.Start + owner.Octets
                : pointer - storedEnd - QuestionTailOctets + Length;
            if (pointer > MaxPointer)
            {
                Overflowed = true;
                return;
            }

            BinaryPrimitives.WriteUInt16BigEndian(placed[at..], (ushort)(PointerBits | pointer));
        }
    }
}
