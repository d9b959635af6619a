using System.Text.Json;
using Holdfast.Tables.Items;

namespace Holdfast.Fuzz.Tables;

/// <summary>Octets as DynamoDB JSON, and as an item of the store: read, written, read again, compared.</summary>
internal static class TableJsonTarget
{
    public static void Run(ReadOnlySpan<byte> octets)
    {
        var isItem = ItemJson.TryParseItem(octets, out var item, out var error);
        BrokenPromise.Unless(isItem == (error is null) && isItem == (item is not null), "an item or an error");
        Check(item);
        ItemCodec.TryDecode(octets, out item);
        _ = item?.ToString(); // a foreign item may break the rules of items, but not its reader
    }

    private static void Check(Item? item)
    {
        if (item is null)
        {
            return;
        }

        BrokenPromise.Unless(ItemSize.Of(item) >= 0, "a size");
        BrokenPromise.Unless(ItemCodec.TryDecode(ItemCodec.Encode(item), out var decoded) && decoded.Equals(item), $"octets of {item}");
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            ItemJson.Write(writer, item);
        }

        BrokenPromise.Unless(ItemJson.TryParseItem(stream.ToArray(), out var again, out _) && again.Equals(item), $"JSON of {item}");
    }
}
