using System.Text;
using System.Text.Json;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Tests.Items;

/// <summary>Items and values written as DynamoDB JSON, with single quotes for double ones.</summary>
internal static class ItemText
{
    public static Item Item(string json)
    {
        Assert.True(ItemJson.TryParseItem(Octets(json), out var item, out var error), error?.Message);
        return item;
    }

    public static AttributeValue Value(string json) => Item($"{{'v':{json}}}")["v"]!;

    public static TableError Error(string json)
    {
        Assert.False(ItemJson.TryParseItem(Octets(json), out _, out var error));
        return error;
    }

    public static string Json(Item item)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            ItemJson.Write(writer, item);
        }

        return Encoding.UTF8.GetString(stream.ToArray()).Replace('"', '\'');
    }

    public static DynamoNumber Number(string text)
    {
        Assert.Equal(NumberFault.None, DynamoNumber.Parse(text, out var number));
        return number;
    }

    private static byte[] Octets(string json) => Encoding.UTF8.GetBytes(json.Replace('\'', '"'));
}
