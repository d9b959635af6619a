using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.Messages;

/// <summary>Which part of a message a record stands in.</summary>
public enum Section
{
    /// <summary>The answer section.</summary>
    Answer,

    /// <summary>The authority section.</summary>
    Authority,

    /// <summary>The additional section.</summary>
    Additional,
}

/// <summary>Where the parts of one record stand in a message's octets; nothing is copied.</summary>
/// <param name="Section">The part of the message.</param>
/// <param name="NameOffset">The owner's first octet.</param>
/// <param name="Type">The type.</param>
/// <param name="Class">The class.</param>
/// <param name="Ttl">The TTL, as it stands.</param>
/// <param name="TtlOffset">The TTL's first octet.</param>
/// <param name="DataOffset">The first octet of RDATA.</param>
/// <param name="DataLength">RDLENGTH.</param>
public readonly record struct RecordView(
    Section Section, int NameOffset, RecordType Type, RecordClass Class, uint Ttl, int TtlOffset, int DataOffset, int DataLength)
{
    /// <summary>The first octet after the record.</summary>
    public int End => DataOffset + DataLength;
}

/// <summary>
/// A message read in place, record by record, over octets that somebody else owns. Hot path: it allocates nothing.
/// </summary>
public ref struct MessageView
{
    private WireReader _reader;
    private int _left;
    private Section _section;

    /// <summary>Reads the header and stands before the question.</summary>
    public MessageView(ReadOnlySpan<byte> octets)
    {
        _reader = new WireReader(octets);
        Header = MessageHeader.Read(ref _reader);
        _left = Header.AnswerCount;
    }

    /// <summary>The header; zeros when there are fewer than twelve octets.</summary>
    public MessageHeader Header { get; }

    /// <summary>The first fault met, or <see cref="WireFault.None"/>.</summary>
    public readonly WireFault Fault => _reader.Fault;

    /// <summary>Whether nothing went wrong so far.</summary>
    public readonly bool Ok => _reader.Ok;

    /// <summary>Whether all octets were used.</summary>
    public readonly bool AtEnd => _reader.Remaining == 0;

    /// <summary>The next octet to be read.</summary>
    public readonly int Offset => _reader.Offset;

    /// <summary>The whole message.</summary>
    public readonly ReadOnlySpan<byte> Octets => _reader.Message;

    /// <summary>Reads the next question, its name uncompressed into <paramref name="name"/>.</summary>
    /// <param name="name">At least 255 octets.</param>
    /// <param name="type">The type asked for.</param>
    /// <param name="class">The class asked for.</param>
    /// <returns>The name's length, 0 after a fault.</returns>
    public int ReadQuestion(scoped Span<byte> name, out RecordType type, out RecordClass @class)
    {
        var length = _reader.ReadName(name);
        type = (RecordType)_reader.ReadUInt16();
        @class = (RecordClass)_reader.ReadUInt16();
        return _reader.Ok ? length : 0;
    }

    /// <summary>Passes over all questions, to stand before the first record.</summary>
    public void SkipQuestions()
    {
        for (var i = 0; i < Header.QuestionCount && _reader.Ok; i++)
        {
            _reader.SkipName();
            _reader.ReadUInt32();
        }
    }

    /// <summary>Goes to the next record; the questions must have been read or skipped.</summary>
    /// <returns>False after the last one, and after a fault.</returns>
    public bool TryNext(out RecordView record)
    {
        record = default;
        while (_left == 0)
        {
            if (_section == Section.Additional)
            {
                return false;
            }

            _section++;
            _left = _section == Section.Authority ? Header.AuthorityCount : Header.AdditionalCount;
        }

        _left--;
        var nameOffset = _reader.Offset;
        _reader.SkipName();
        var type = (RecordType)_reader.ReadUInt16();
        var @class = (RecordClass)_reader.ReadUInt16();
        var ttlOffset = _reader.Offset;
        var ttl = _reader.ReadUInt32();
        var length = _reader.ReadUInt16();
        var dataOffset = _reader.Offset;
        _reader.ReadOctets(length);
        if (!_reader.Ok)
        {
            return false;
        }

        record = new RecordView(_section, nameOffset, type, @class, ttl, ttlOffset, dataOffset, length);
        return true;
    }

    /// <summary>Reads the name at an offset, uncompressed.</summary>
    /// <param name="offset">Where it stands.</param>
    /// <param name="name">At least 255 octets.</param>
    /// <returns>Its length, 0 when there is none.</returns>
    public readonly int ReadNameAt(int offset, scoped Span<byte> name)
    {
        var reader = new WireReader(_reader.Message);
        reader.ReadOctets(offset);
        return reader.ReadName(name);
    }
}
