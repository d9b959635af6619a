namespace Holdfast.Tables.Items;

/// <summary>Values as AWS's messages show them.</summary>
internal static class AttributeText
{
    /// <summary>The value with its type.</summary>
    public static string Of(AttributeValue value) => $"{{{value.Type.Text()}:{Content(value)}}}";

    /// <summary>The value alone.</summary>
    public static string Content(AttributeValue value) => value switch
    {
        StringValue text => text.Text,
        NumberValue number => number.Number.ToString(),
        BinaryValue binary => Convert.ToBase64String(binary.Octets.Span),
        BooleanValue boolean => boolean.IsTrue ? "true" : "false",
        NullValue => "true",
        ListValue list => List(list.Elements.Select(Of)),
        SetValue set => List(set.Members.Select(Content)),
        MapValue map => "{" + string.Join(",", map.Attributes.Select(one => $"{one.Name}={Of(one.Value)}")) + "}",
        _ => "",
    };

    private static string List(IEnumerable<string> parts) => $"[{string.Join(",", parts)}]";
}
