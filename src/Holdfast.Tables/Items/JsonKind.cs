using System.Text.Json;

namespace Holdfast.Tables.Items;

/// <summary>What AWS says of a JSON token where another was due; its deserializer speaks of Java's classes.</summary>
internal static class JsonKind
{
    /// <param name="reader">On the token.</param>
    /// <param name="goal">What a scalar was to become: "an String", "a Blob", "an Boolean", "an Integer".</param>
    /// <param name="scalar">What is said of any scalar instead, where a structure was due.</param>
    public static string Unexpected(ref Utf8JsonReader reader, string goal, string? scalar = null) => reader.TokenType switch
    {
        JsonTokenType.StartArray => "Start of list found where not expected",
        JsonTokenType.StartObject => "Start of structure or map found where not expected.",
        _ when scalar is not null => scalar,
        JsonTokenType.Number => $"class {NumberClass(ref reader)} can not be converted to {goal}",
        JsonTokenType.True or JsonTokenType.False => $"class java.lang.Boolean can not be converted to {goal}",
        JsonTokenType.String => $"class java.lang.String can not be converted to {goal}",
        _ => "Unexpected null value", // within a list; elsewhere null is as good as absent
    };

    private static string NumberClass(ref Utf8JsonReader reader) =>
        !reader.TryGetInt64(out var whole) ? "java.lang.Double"
        : whole is >= short.MinValue and <= short.MaxValue ? "java.lang.Short"
        : whole is >= int.MinValue and <= int.MaxValue ? "java.lang.Integer"
        : "java.lang.Long";
}
