using System.Numerics;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A set of record types, kept as it is sent (RFC 4034 §4.1.2).</summary>
/// <remarks>
/// <code>
/// |                WINDOW NUMBER                |  8 bits: the upper half of the types' numbers, ascending
/// |                BITMAP LENGTH                |  8 bits: 1 to 32
/// /                   BITMAP                    /  the most significant bit first; the last octet is not zero
/// </code>
/// </remarks>
public sealed class TypeBitmap
{
    private const int MaxBitmapOctets = 32;

    private readonly ReadOnlyMemory<byte> _octets;

    private TypeBitmap(ReadOnlyMemory<byte> octets) => _octets = octets;

    /// <summary>Packs types, in any order.</summary>
    public TypeBitmap(IEnumerable<RecordType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var octets = new List<byte>();
        Span<byte> bitmap = stackalloc byte[MaxBitmapOctets];
        foreach (var window in types.Select(type => (int)type).Distinct().Order().GroupBy(type => type >> 8))
        {
            bitmap.Clear();
            var length = 0;
            foreach (var type in window)
            {
                bitmap[(type & 0xFF) >> 3] |= (byte)(0x80 >> (type & 7));
                length = ((type & 0xFF) >> 3) + 1;
            }

            octets.Add((byte)window.Key);
            octets.Add((byte)length);
            octets.AddRange(bitmap[..length]);
        }

        _octets = octets.ToArray();
    }

    /// <summary>The types, ascending.</summary>
    public IEnumerable<RecordType> Types
    {
        get
        {
            for (var at = 0; at < _octets.Length; at += 2 + _octets.Span[at + 1])
            {
                for (var bit = 0; bit < _octets.Span[at + 1] * 8; bit++)
                {
                    if ((_octets.Span[at + 2 + (bit >> 3)] & (0x80 >> (bit & 7))) != 0)
                    {
                        yield return (RecordType)((_octets.Span[at] << 8) | bit);
                    }
                }
            }
        }
    }

    /// <summary>How many types there are.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            var octets = _octets.Span;
            for (var at = 0; at < octets.Length; at += 2 + octets[at + 1])
            {
                foreach (var octet in octets.Slice(at + 2, octets[at + 1]))
                {
                    count += BitOperations.PopCount(octet);
                }
            }

            return count;
        }
    }

    /// <summary>Whether a type is there.</summary>
    public bool Contains(RecordType type)
    {
        var octets = _octets.Span;
        int window = (ushort)type >> 8, bit = (ushort)type & 0xFF;
        for (var at = 0; at < octets.Length; at += 2 + octets[at + 1])
        {
            if (octets[at] == window)
            {
                return bit >> 3 < octets[at + 1] && (octets[at + 2 + (bit >> 3)] & (0x80 >> (bit & 7))) != 0;
            }
        }

        return false;
    }

    /// <summary>Reads windows up to the reader's bound.</summary>
    public static TypeBitmap Read(ref WireReader reader)
    {
        var windows = reader;
        var lowest = 0;
        while (reader.Ok && reader.Remaining > 0)
        {
            int window = reader.ReadUInt8(), length = reader.ReadUInt8();
            var bitmap = reader.ReadOctets(length);
            if (reader.Ok && (window < lowest || length is 0 or > MaxBitmapOctets || bitmap[^1] == 0))
            {
                reader.Fail(WireFault.BadValue);
            }

            lowest = window + 1;
        }

        return new TypeBitmap(reader.Ok ? windows.ReadRemaining().ToArray() : default);
    }

    internal static TypeBitmap Parse(ref PresentationReader text)
    {
        var types = new List<RecordType>();
        while (text.HasMore)
        {
            types.Add(text.Type());
        }

        return new TypeBitmap(types);
    }

    /// <summary>Writes the windows.</summary>
    public void Write(ref WireWriter writer) => writer.WriteOctets(_octets.Span);

    /// <summary>Writes the types' mnemonics.</summary>
    public void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var type in Types)
        {
            text.Field(type.ToText());
        }
    }
}
