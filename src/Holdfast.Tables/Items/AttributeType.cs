namespace Holdfast.Tables.Items;

/// <summary>The ten types of an attribute, by the names they have in DynamoDB JSON. Values are part of the format on disk.</summary>
internal enum AttributeType : byte
{
    S = 1,
    N = 2,
    B = 3,
    BOOL = 4,
    NULL = 5,
    L = 6,
    M = 7,
    SS = 8,
    NS = 9,
    BS = 10,
}

internal static class AttributeTypes
{
    /// <summary>The name, without what printing an enum costs.</summary>
    public static string Text(this AttributeType type) => type switch
    {
        AttributeType.S => "S",
        AttributeType.N => "N",
        AttributeType.B => "B",
        AttributeType.BOOL => "BOOL",
        AttributeType.NULL => "NULL",
        AttributeType.L => "L",
        AttributeType.M => "M",
        AttributeType.SS => "SS",
        AttributeType.NS => "NS",
        _ => "BS",
    };

    public static bool TryParse(string? text, out AttributeType type)
    {
        type = text switch
        {
            "S" => AttributeType.S,
            "N" => AttributeType.N,
            "B" => AttributeType.B,
            "BOOL" => AttributeType.BOOL,
            "NULL" => AttributeType.NULL,
            "L" => AttributeType.L,
            "M" => AttributeType.M,
            "SS" => AttributeType.SS,
            "NS" => AttributeType.NS,
            "BS" => AttributeType.BS,
            _ => 0,
        };
        return type != 0;
    }

    public static bool IsScalarKey(this AttributeType type) => type is AttributeType.S or AttributeType.N or AttributeType.B;

    public static bool IsSet(this AttributeType type) => type is AttributeType.SS or AttributeType.NS or AttributeType.BS;

    /// <summary>What a set of this type holds.</summary>
    public static AttributeType Element(this AttributeType set) => set switch
    {
        AttributeType.SS => AttributeType.S,
        AttributeType.NS => AttributeType.N,
        AttributeType.BS => AttributeType.B,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "not a set"),
    };
}
