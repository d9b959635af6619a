using System.Text;

namespace Holdfast.Tables.Items;

/// <summary>What AWS asks of names and of sets beyond their types. Each check gives what is wrong, or null.</summary>
internal static class AttributeRules
{
    public static TableError? CheckName(string name) =>
        name.Length * 3L > ItemLimits.MaxNameOctets && Encoding.UTF8.GetByteCount(name) > ItemLimits.MaxNameOctets
            ? TableError.InvalidParameter("Attribute name is too large, must be less than 65536 bytes")
            : null;

    /// <summary>Text and octets may be empty, but not in a set.</summary>
    public static TableError? CheckMember(AttributeType set, AttributeValue member) => member switch
    {
        StringValue { Text.Length: 0 } => TableError.InvalidParameter("An string set may not have a empty string as a member"),
        BinaryValue { Octets.Length: 0 } => TableError.InvalidParameter("Binary sets may not contain null or empty values"),
        _ => null,
    };

    /// <summary>Why members make no set.</summary>
    public static TableError DescribeSet(AttributeType set, IReadOnlyList<AttributeValue> members) => (set, members.Count) switch
    {
        (AttributeType.SS, 0) => TableError.InvalidParameter("An string set  may not be empty"),
        (AttributeType.NS, 0) => TableError.InvalidParameter("An number set  may not be empty"),
        (AttributeType.BS, 0) => TableError.InvalidParameter("Binary sets should not be empty"),
        (AttributeType.NS, _) => TableError.Validation("Input collection contains duplicates"),
        (AttributeType.BS, _) => TableError.InvalidParameter($"Input collection [{Join(members)}]of type BS contains duplicates."),
        _ => TableError.InvalidParameter($"Input collection [{Join(members)}] contains duplicates."),
    };

    private static string Join(IEnumerable<AttributeValue> members) => string.Join(", ", members.Select(AttributeText.Content));
}
