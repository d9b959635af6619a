using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations;

/// <summary>Items and keys of requests, and whether they fit a table's key.</summary>
internal static class RequestItems
{
    /// <summary>The shape of an item or of a key.</summary>
    public static Shape Shape { get; } = Shapes.Shape.MapOf(Shapes.Shape.Value, "com.amazonaws.dynamodb.v20120810.AttributeValue");

    /// <summary>What is wrong with an item that is to be put into a table; null when nothing is.</summary>
    public static TableError? CheckItem(Table table, Item item)
    {
        for (var at = 0; at < table.Key.Attributes.Length; at++)
        {
            var attribute = table.Key.Attributes[at];
            if (ItemRules.CheckItemKeyValue(attribute.Name, attribute.Type, item[attribute.Name], at == 0) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>What is wrong with a key of a request: it has the table's key attributes, and no others.</summary>
    public static TableError? CheckKey(KeySchema schema, Item key)
    {
        if (key.Count != schema.Attributes.Length)
        {
            return KeyMismatch();
        }

        for (var at = 0; at < schema.Attributes.Length; at++)
        {
            var attribute = schema.Attributes[at];
            if (ItemRules.CheckKeyValue(attribute.Name, attribute.Type, key[attribute.Name], at < schema.Hash.Length) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    public static TableError KeyMismatch() => TableError.Validation("The provided key element does not match the schema");

    /// <summary>The attributes of an item that are its key.</summary>
    public static Item KeyOf(KeySchema schema, Item item) =>
        Item.From(schema.Attributes.Select(attribute => new ItemAttribute(attribute.Name, item[attribute.Name]!)));

    /// <summary>Reads an item or a key that is a member of a request.</summary>
    public static bool TryRead(JsonElement request, string member, [NotNullWhen(true)] out Item? item, [NotNullWhen(false)] out TableError? error) =>
        ItemJson.TryReadItem(request.GetMember(member)!.Value, out item, out error);

    /// <summary>Writes an item as a member.</summary>
    public static void Write(Utf8JsonWriter writer, string member, Item item)
    {
        writer.WritePropertyName(member);
        ItemJson.Write(writer, item);
    }
}
