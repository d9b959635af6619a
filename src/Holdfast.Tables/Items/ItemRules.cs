namespace Holdfast.Tables.Items;

/// <summary>What AWS asks of items as a whole and of keys. Each check gives what is wrong, or null.</summary>
internal static class ItemRules
{
    /// <summary>An item that is put.</summary>
    public static TableError? CheckSize(Item item) => ItemSize.Of(item) > ItemLimits.MaxItemOctets
        ? TableError.Validation("Item size has exceeded the maximum allowed size")
        : null;

    /// <summary>An item that an update made.</summary>
    public static TableError? CheckUpdatedSize(Item item) => ItemSize.Of(item) > ItemLimits.MaxItemOctets
        ? TableError.Validation("Item size to update has exceeded the maximum allowed size")
        : null;

    /// <summary>A value of a key: of its type, not empty, not too long. For the key of a request.</summary>
    public static TableError? CheckKeyValue(string name, AttributeType type, AttributeValue? value, bool isHash) =>
        value?.Type != type ? TableError.Validation("The provided key element does not match the schema")
        : IsEmpty(value) ? TableError.InvalidParameter(EmptyKey(name, type))
        : CheckKeyLength(value, isHash);

    /// <summary>A value of the key of an item that is put.</summary>
    public static TableError? CheckItemKeyValue(string name, AttributeType type, AttributeValue? value, bool isHash) =>
        value is null ? TableError.InvalidParameter($"Missing the key {name} in the item")
        : value.Type != type ? TableError.InvalidParameter($"Type mismatch for key {name} expected: {type.Text()} actual: {value.Type.Text()}")
        : IsEmpty(value) ? TableError.Validation($"One or more parameter values are not valid. {EmptyKey(name, type)}")
        : CheckKeyLength(value, isHash);

    /// <summary>A value of an index's key in an item that is written; it may be missing.</summary>
    public static TableError? CheckIndexKeyValue(string index, string name, AttributeType type, AttributeValue? value, bool isHash) =>
        value is null ? null
        : value.Type != type ? TableError.InvalidParameter($"Type mismatch for Index Key {name} Expected: {type.Text()} Actual: {value.Type.Text()} IndexName: {index}")
        : IsEmpty(value) ? TableError.Validation("One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
            + $"The AttributeValue for a key attribute cannot contain an empty {EmptyKind(type)} value. IndexName: {index}, IndexKey: {name}")
        : CheckKeyLength(value, isHash);

    /// <summary>A value that a query compares a key with.</summary>
    public static TableError? CheckQueryValue(string name, AttributeValue value, bool isHash) => IsEmpty(value)
        ? TableError.Validation($"One or more parameter values are not valid. {EmptyKey(name, value.Type)}")
        : CheckKeyLength(value, isHash);

    /// <summary>How many lists and maps lie in each other, from this value inwards; 0 for anything else.</summary>
    public static int NestingOf(AttributeValue value)
    {
        var most = 0;
        switch (value)
        {
            case ListValue list:
                foreach (var element in list.Elements)
                {
                    most = Math.Max(most, NestingOf(element));
                }

                return most + 1;
            case MapValue map:
                foreach (var attribute in map.Attributes)
                {
                    most = Math.Max(most, NestingOf(attribute.Value));
                }

                return most + 1;
            default:
                return 0;
        }
    }

    private static TableError? CheckKeyLength(AttributeValue value, bool isHash)
    {
        var octets = KeyOctets.CountOctets(value);
        return isHash && octets > ItemLimits.MaxPartitionKeyOctets
            ? TableError.InvalidParameter("Size of hashkey has exceeded the maximum size limit of2048 bytes") // sic
            : !isHash && octets > ItemLimits.MaxSortKeyOctets
                ? TableError.InvalidParameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
                : null;
    }

    private static bool IsEmpty(AttributeValue value) => value is StringValue { Text.Length: 0 } or BinaryValue { Octets.Length: 0 };

    private static string EmptyKey(string name, AttributeType type) =>
        $"The AttributeValue for a key attribute cannot contain an empty {EmptyKind(type)} value. Key: {name}";

    private static string EmptyKind(AttributeType type) => type == AttributeType.B ? "binary" : "string";
}
