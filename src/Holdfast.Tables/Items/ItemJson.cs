using System.Runtime.InteropServices;
using System.Text.Json;

namespace Holdfast.Tables.Items;

/// <summary>Items to DynamoDB JSON and back. Reading is <see cref="ItemJsonReader"/>'s.</summary>
internal static class ItemJson
{
    /// <summary>For who opens the reader: JSON is twice as deep as the lists and maps it holds; what is deeper is no request.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    /// <summary>
    /// Reads attributes; the reader is on the object's start, and afterwards on its end unless the error is a
    /// SerializationException. A ValidationException is for later: AWS tells it only when the whole request has the right shape.
    /// </summary>
    public static bool TryReadItem(ref Utf8JsonReader reader, [NotNullWhen(true)] out Item? item, [NotNullWhen(false)] out TableError? error)
    {
        var values = default(ItemJsonReader);
        item = values.ReadGuarded(ref reader, isItem: true) is MapValue map ? map.Attributes : null;
        error = item is null ? values.Fault : null;
        return item is not null;
    }

    /// <summary>Reads one value, <c>{"S":"text"}</c>, in the same way.</summary>
    public static bool TryReadValue(ref Utf8JsonReader reader, [NotNullWhen(true)] out AttributeValue? value, [NotNullWhen(false)] out TableError? error)
    {
        var values = default(ItemJsonReader);
        value = values.ReadGuarded(ref reader, isItem: false);
        error = value is null ? values.Fault : null;
        return value is not null;
    }

    /// <summary>Reads attributes from a document that is parsed already.</summary>
    public static bool TryReadItem(JsonElement json, [NotNullWhen(true)] out Item? item, [NotNullWhen(false)] out TableError? error)
    {
        Utf8JsonReader reader = new(JsonMarshal.GetRawUtf8Value(json), ReaderOptions);
        reader.Read();
        return TryReadItem(ref reader, out item, out error);
    }

    /// <summary>Reads a value from a document that is parsed already.</summary>
    public static bool TryReadValue(JsonElement json, [NotNullWhen(true)] out AttributeValue? value, [NotNullWhen(false)] out TableError? error)
    {
        Utf8JsonReader reader = new(JsonMarshal.GetRawUtf8Value(json), ReaderOptions);
        reader.Read();
        return TryReadValue(ref reader, out value, out error);
    }

    /// <summary>Reads an item from a document of its own.</summary>
    public static bool TryParseItem(ReadOnlySpan<byte> json, [NotNullWhen(true)] out Item? item, [NotNullWhen(false)] out TableError? error)
    {
        Utf8JsonReader reader = new(json, ReaderOptions);
        item = null;
        try
        {
            reader.Read();
            if (TryReadItem(ref reader, out item, out error) && reader.Read())
            {
                (item, error) = (null, ItemJsonReader.Malformed); // Read throws on what follows; this line is for a reader that does not
            }
        }
        catch (JsonException)
        {
            (item, error) = (null, ItemJsonReader.Malformed);
        }

        return item is not null;
    }

    /// <summary>Writes an item as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Item item)
    {
        writer.WriteStartObject();
        foreach (var attribute in item.Attributes)
        {
            writer.WritePropertyName(attribute.Name);
            Write(writer, attribute.Value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a value as an object with its type.</summary>
    public static void Write(Utf8JsonWriter writer, AttributeValue value)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(value.Type.Text());
        WriteContent(writer, value);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, AttributeValue value)
    {
        switch (value)
        {
            case StringValue text:
                writer.WriteStringValue(text.Text);
                break;
            case NumberValue number:
                writer.WriteStringValue(number.Number.ToString());
                break;
            case BinaryValue binary:
                writer.WriteBase64StringValue(binary.Octets.Span);
                break;
            case BooleanValue boolean:
                writer.WriteBooleanValue(boolean.IsTrue);
                break;
            case NullValue:
                writer.WriteBooleanValue(true);
                break;
            case MapValue map:
                Write(writer, map.Attributes);
                break;
            case SetValue set:
                writer.WriteStartArray();
                foreach (var member in set.Members)
                {
                    WriteContent(writer, member);
                }

                writer.WriteEndArray();
                break;
            case ListValue list:
                writer.WriteStartArray();
                foreach (var element in list.Elements)
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
        }
    }
}
