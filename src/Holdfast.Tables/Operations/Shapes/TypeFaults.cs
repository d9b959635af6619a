using System.Text.Json;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>AWS's words for a value of the wrong type.</summary>
internal static class TypeFaults
{
    public const string UnexpectedStructure = "Start of structure or map found where not expected";
    public const string UnexpectedField = "Unexpected field type";

    /// <summary>A scalar was due.</summary>
    public static string Scalar(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.True => $"TRUE_VALUE cannot be converted to {type}",
        JsonValueKind.False => $"FALSE_VALUE cannot be converted to {type}",
        JsonValueKind.Number => $"{(value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "DECIMAL_VALUE" : "NUMBER_VALUE")} cannot be converted to {type}",
        JsonValueKind.String => $"STRING_VALUE cannot be converted to {type}",
        JsonValueKind.Array => $"Unrecognized collection type class java.lang.{type}",
        _ => UnexpectedStructure,
    };
}
