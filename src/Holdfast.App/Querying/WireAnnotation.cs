using System.Buffers.Binary;
using System.Globalization;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.App.Querying;

/// <summary>
/// Explains a message field by field, in the order of its octets: the twelve of the header with each bit of the flags,
/// the questions, then each record with its data. What cannot be read is named and shown as octets, so that every octet
/// of any input appears exactly once.
/// </summary>
internal sealed partial class WireAnnotation
{
    private readonly List<WireField> _fields = [];
    private readonly byte[] _octets;
    private int _at;
    private int _end;
    private int _depth = 1;

    private WireAnnotation(byte[] octets)
    {
        _octets = octets;
        _end = octets.Length;
    }

    /// <summary>Explains a message; anything at all may be given.</summary>
    public static IReadOnlyList<WireField> Of(ReadOnlySpan<byte> octets)
    {
        var annotation = new WireAnnotation(octets.ToArray());
        if (!annotation.ReadMessage(out var problem))
        {
            annotation.Unreadable(problem);
        }

        return annotation._fields;
    }

    private bool ReadMessage(out string problem)
    {
        problem = "the message ends here, before its header does";
        if (_octets.Length < MessageHeader.Octets)
        {
            return false;
        }

        var header = ReadHeader();
        for (var i = 1; i <= header.QuestionCount; i++)
        {
            Heading(Invariant($"question {i} of {header.QuestionCount}"));
            if (!ReadName("name", out problem) || !ReadType() || !ReadClass())
            {
                return false;
            }
        }

        if (!ReadRecords("answer", header.AnswerCount, out problem)
            || !ReadRecords("authority", header.AuthorityCount, out problem)
            || !ReadRecords("additional", header.AdditionalCount, out problem))
        {
            return false;
        }

        problem = "octets after the last record that the header counted";
        return _at == _octets.Length;
    }

    private MessageHeader ReadHeader()
    {
        var reader = new WireReader(_octets);
        var header = MessageHeader.Read(ref reader);
        Heading("header: the twelve octets that begin every message");
        Take(2, $"id {header.Id}");
        Take(2, $"flags 0x{header.RawFlags:x4}");
        Bits(header.RawFlags, 15, 1, header.IsResponse ? "QR     response" : "QR     query");
        Bits(header.RawFlags, 11, 4, $"opcode {DigNames.Of(header.Opcode)}");
        Bits(header.RawFlags, 10, 1, "AA     authoritative answer");
        Bits(header.RawFlags, 9, 1, "TC     truncated");
        Bits(header.RawFlags, 8, 1, "RD     recursion desired");
        Bits(header.RawFlags, 7, 1, "RA     recursion available");
        Bits(header.RawFlags, 6, 1, "Z      reserved");
        Bits(header.RawFlags, 5, 1, "AD     authentic data");
        Bits(header.RawFlags, 4, 1, "CD     checking disabled");
        Bits(header.RawFlags, 0, 4, $"rcode  {DigNames.Of(header.ResponseCode)}");
        Take(2, $"QDCOUNT {header.QuestionCount}: questions");
        Take(2, $"ANCOUNT {header.AnswerCount}: answer records");
        Take(2, $"NSCOUNT {header.AuthorityCount}: authority records");
        Take(2, $"ARCOUNT {header.AdditionalCount}: additional records");
        return header;
    }

    private bool ReadRecords(string section, int count, out string problem)
    {
        problem = string.Empty;
        for (var i = 1; i <= count; i++)
        {
            Heading(Invariant($"{section} record {i} of {count}"));
            if (!ReadRecord(out problem))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadRecord(out string problem)
    {
        if (!ReadName("owner", out problem))
        {
            return false;
        }

        problem = "the message ends inside this record";
        if (_octets.Length - _at < 10)
        {
            return false;
        }

        var type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(_octets.AsSpan(_at));
        ReadType();
        if (type == RecordType.OPT)
        {
            Take(2, $"in place of class: UDP payload size {UInt16}");
            Take(1, $"in place of TTL: upper 8 bits of rcode, {UInt8}");
            Take(1, $"EDNS version {UInt8}");
            Take(2, $"EDNS flags{((UInt16 & 0x8000) != 0 ? ": DO, signatures wanted" : string.Empty)}");
        }
        else
        {
            ReadClass();
            Take(4, $"TTL {UInt32} s{Readable(UInt32)}");
        }

        var length = UInt16;
        Take(2, $"RDLENGTH {length}");
        if (length > _octets.Length - _at)
        {
            problem = "RDLENGTH leads past the message's end";
            return false;
        }

        _end = _at + length;
        _depth++;
        ReadData(type);
        _depth--;
        _end = _octets.Length;
        return true;
    }

    private bool ReadType() => Take(2, $"type {UInt16}: {((RecordType)UInt16).ToText()}");

    private bool ReadClass() => Take(2, $"class {UInt16}: {((RecordClass)UInt16).ToText()}");

    /// <summary>One field per label, one for the pointer or the root; the first says the whole name.</summary>
    private bool ReadName(string what, out string problem)
    {
        problem = "the name ends too early";
        var reader = new WireReader(_octets);
        reader.ReadOctets(_at);
        var name = reader.ReadName();
        if (!reader.Ok || reader.Offset > _end)
        {
            problem = $"no name can be read here ({reader.Fault})";
            return false;
        }

        var after = reader.Offset;
        Add(new WireField(_at, 0, $"{what} {name}", _depth));
        _depth++;
        while (_at < after)
        {
            int head = _octets[_at];
            if (head >= 0xC0)
            {
                var target = UInt16 & 0x3FFF;
                Take(2, $"pointer to offset {target}: {NameAt(target)}");
            }
            else if (head == 0)
            {
                Take(1, "root: the name ends");
            }
            else
            {
                Take(head + 1, $"label of {head}: {LabelText(_octets.AsSpan(_at + 1, head))}");
            }
        }

        _depth--;
        return true;
    }

    private DomainName NameAt(int offset)
    {
        var reader = new WireReader(_octets);
        reader.ReadOctets(offset);
        return reader.ReadName();
    }

    // The escapes of a name's text, without the dot that ends it.
    private static string LabelText(ReadOnlySpan<byte> label) =>
        DomainName.TryFromOctets([(byte)label.Length, .. label, 0], out var name) ? name.ToString()[..^1] : "?";

    private void Unreadable(string problem)
    {
        Heading($"not readable: {problem}");
        Take(_octets.Length - _at, $"{_octets.Length - _at} octets");
    }

    private byte UInt8 => _octets[_at];

    private ushort UInt16 => _end - _at >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(_octets.AsSpan(_at)) : (ushort)0;

    private uint UInt32 => BinaryPrimitives.ReadUInt32BigEndian(_octets.AsSpan(_at));

    private void Heading(string text) => Add(new WireField(_at, 0, text, 0));

    private void Bits(ushort value, int lowest, int count, string meaning)
    {
        var bits = string.Create(19, (value, lowest, count), static (text, part) =>
        {
            for (var (bit, i) = (15, 0); i < text.Length; i++)
            {
                text[i] = i % 5 == 4 ? ' '
                    : bit >= part.lowest && bit < part.lowest + part.count ? (char)('0' + ((part.value >> bit) & 1)) : '.';
                bit -= i % 5 == 4 ? 0 : 1;
            }
        });
        Add(new WireField(_at - 2, 0, meaning, _depth + 1, bits));
    }

    private bool Take(int count, FormattableString meaning) => Take(count, Invariant(meaning));

    private bool Take(int count, string meaning)
    {
        if (count > _end - _at)
        {
            return false;
        }

        if (count > 0)
        {
            Add(new WireField(_at, count, meaning, _depth));
            _at += count;
        }

        return true;
    }

    private void Add(WireField field) => _fields.Add(field);

    private static string Readable(uint seconds) =>
        seconds >= 60 ? Invariant($" ({TimeSpan.FromSeconds(seconds):c})") : string.Empty;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
