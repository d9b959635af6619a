using System.Buffers;
using System.Text;

namespace Holdfast.Tables.Items;

/// <summary>Items to the octets that the store keeps, and back (docs/formats/table-item.md).</summary>
internal static class ItemCodec
{
    private const byte Version = 1;
    private const byte True = 1;
    private const byte False = 0;

    public static byte[] Encode(Item item)
    {
        ArrayBufferWriter<byte> writer = new(256);
        writer.Write([Version]);
        WriteItem(writer, item);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an item.</summary>
    /// <returns>False when the octets are none, or of a version that is not known.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out Item? item)
    {
        item = null;
        if (octets.IsEmpty || octets[0] != Version)
        {
            return false;
        }

        ItemCodecReader reader = new(octets[1..]);
        item = reader.ReadItem(0);
        item = reader.IsSound && reader.IsAtEnd ? item : null;
        return item is not null;
    }

    private static void WriteItem(ArrayBufferWriter<byte> writer, Item item)
    {
        WriteCount(writer, item.Count);
        foreach (var attribute in item.Attributes)
        {
            WriteText(writer, attribute.Name);
            WriteValue(writer, attribute.Value);
        }
    }

    private static void WriteValue(ArrayBufferWriter<byte> writer, AttributeValue value)
    {
        writer.Write([(byte)value.Type]);
        WriteContent(writer, value);
    }

    private static void WriteContent(ArrayBufferWriter<byte> writer, AttributeValue value)
    {
        switch (value)
        {
            case StringValue text:
                WriteText(writer, text.Text);
                break;
            case NumberValue number:
                writer.Advance(number.Number.WriteOrdered(writer.GetSpan(DynamoNumber.MaxOrderedOctets)));
                break;
            case BinaryValue binary:
                WriteCount(writer, binary.Octets.Length);
                writer.Write(binary.Octets.Span);
                break;
            case BooleanValue boolean:
                writer.Write([boolean.IsTrue ? True : False]);
                break;
            case MapValue map:
                WriteItem(writer, map.Attributes);
                break;
            case ListValue list:
                WriteCount(writer, list.Elements.Length);
                foreach (var element in list.Elements)
                {
                    WriteValue(writer, element);
                }

                break;
            case SetValue set:
                WriteCount(writer, set.Members.Length);
                foreach (var member in set.Members)
                {
                    WriteContent(writer, member);
                }

                break;
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> writer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteCount(writer, length);
        writer.Advance(Encoding.UTF8.GetBytes(text, writer.GetSpan(length)));
    }

    // Seven bits an octet, the low ones first, the high bit set on all but the last.
    private static void WriteCount(ArrayBufferWriter<byte> writer, int count)
    {
        var left = (uint)count;
        for (; left >= 0x80; left >>= 7)
        {
            writer.Write([(byte)(left | 0x80)]);
        }

        writer.Write([(byte)left]);
    }
}
