using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Holdfast.Tables.Items;

/// <summary>
/// S, N and B to the octets of keys in the store (docs/formats/table-item.md). A partition begins with two octets of a hash, so
/// that a scan in segments is a range each. What orders a partition sorts as its values do: text by UTF-8, numbers by value,
/// octets unsigned.
/// </summary>
internal static class KeyOctets
{
    /// <summary>The octets of the hash that a partition's keys begin with.</summary>
    public const int HashOctets = 2;

    /// <summary>How many octets end a text or binary value that others may follow.</summary>
    public const int EndOctets = 2;

    private const byte Escaped = 0xFF;
    private static ReadOnlySpan<byte> End => [0x00, 0x01];

    /// <summary>The values of a partition: hash, then each with its length before it. No partition's octets begin another's.</summary>
    public static void AppendPartition(ArrayBufferWriter<byte> writer, params ReadOnlySpan<AttributeValue> values)
    {
        var begin = writer.WrittenCount;
        writer.Write("\0\0"u8); // the hash, when it is known
        foreach (var value in values)
        {
            var at = writer.WrittenCount;
            writer.Write("\0\0"u8); // the length
            AppendLast(writer, value);
            BinaryPrimitives.WriteUInt16BigEndian(Written(writer, at), (ushort)(writer.WrittenCount - at - sizeof(ushort)));
        }

        var hash = XxHash64.HashToUInt64(writer.WrittenSpan[(begin + HashOctets)..]);
        BinaryPrimitives.WriteUInt16BigEndian(Written(writer, begin), (ushort)(hash >> 48));
    }

    /// <summary>A value that nothing follows: its octets as they are. Also the beginning of all values that begin with it.</summary>
    public static void AppendLast(ArrayBufferWriter<byte> writer, AttributeValue value)
    {
        switch (value)
        {
            case StringValue text:
                writer.Advance(Encoding.UTF8.GetBytes(text.Text, writer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Text.Length))));
                break;
            case BinaryValue binary:
                writer.Write(binary.Octets.Span);
                break;
            case NumberValue number:
                writer.Advance(number.Number.WriteOrdered(writer.GetSpan(DynamoNumber.MaxOrderedOctets)));
                break;
            default:
                throw new ArgumentException($"{value.Type} is no type of a key", nameof(value));
        }
    }

    /// <summary>A value that others may follow: 00 in it is 00 FF, and 00 01 ends it.</summary>
    public static void AppendOrdered(ArrayBufferWriter<byte> writer, AttributeValue value)
    {
        if (value is NumberValue)
        {
            AppendLast(writer, value); // ends by itself
            return;
        }

        var octets = value is StringValue text ? Encoding.UTF8.GetBytes(text.Text) : ((BinaryValue)value).Octets.Span;
        for (var zero = octets.IndexOf((byte)0); zero >= 0; zero = octets.IndexOf((byte)0))
        {
            writer.Write(octets[..(zero + 1)]);
            writer.Write([Escaped]);
            octets = octets[(zero + 1)..];
        }

        writer.Write(octets);
        writer.Write(End);
    }

    /// <summary>The octets of a key as its limits count them.</summary>
    public static int CountOctets(AttributeValue value) => value switch
    {
        StringValue text => Encoding.UTF8.GetByteCount(text.Text),
        BinaryValue binary => binary.Octets.Length,
        _ => 0, // numbers always fit
    };

    private static Span<byte> Written(ArrayBufferWriter<byte> writer, int at) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(writer.WrittenMemory).Span[at..];
}
