using System.Text;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;

namespace Holdfast.Fuzz.Tables;

/// <summary>Text as each kind of expression: read, printed and read again, asked of an item.</summary>
internal static class TableExpressionTarget
{
    private static readonly Dictionary<string, string> _names = new() { ["#n"] = "name", ["#s"] = "size" };

    private static readonly Item _item = Parse("""{"a":{"N":"1"},"b":{"L":[{"S":"x"},{"M":{"c":{"SS":["p","q"]}}}]},"name":{"M":{"size":{"B":"AAE="}}}}""");

    private static readonly Dictionary<string, AttributeValue> _values = new()
    {
        [":n"] = new NumberValue(DynamoNumber.From(7)),
        [":s"] = new StringValue("S"),
        [":l"] = new ListValue([new StringValue("y")]),
        [":ss"] = SetValue.FromSorted(AttributeType.SS, [new StringValue("p"), new StringValue("q")]),
    };

    public static void Run(ReadOnlySpan<byte> octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        BrokenPromise.Unless(ExpressionContext.TryCreate(_names, _values, out var context, out _), "a context");
        if (ConditionExpression.TryParse(text, ExpressionKind.FilterExpression, context, out var condition, out var error))
        {
            condition.Holds(_item);
            ConditionExpression.TryRead(text, out var syntax, out _);
            var printed = syntax.ToString()!;
            BrokenPromise.Unless(ConditionExpression.TryRead(printed, out var again, out _) is null, $"{printed} reads");
            BrokenPromise.Unless(again.ToString() == printed, $"{printed} reads as {again}");
        }

        BrokenPromise.Unless((condition is null) == (error is not null), "a condition or an error");
        KeyConditionExpression.TryParse(text, context, out _, out _);
        if (ProjectionExpression.TryParse(text, context, out var projection, out _))
        {
            projection.Project(_item);
        }

        if (UpdateExpression.TryParse(text, context, out var update, out _))
        {
            BrokenPromise.Unless(update.TryApply(_item, out var after, out error) == (error is null), "an item or an error");
            BrokenPromise.Unless(after is null || ItemCodec.TryDecode(ItemCodec.Encode(after), out _), "an item that can be kept");
        }

        context.FindUnused();
    }

    private static Item Parse(string json) => ItemJson.TryParseItem(Encoding.UTF8.GetBytes(json), out var item, out _) ? item : throw new BrokenPromise(json);
}
