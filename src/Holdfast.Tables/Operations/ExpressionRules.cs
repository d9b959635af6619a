using System.Text.Json;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations;

/// <summary>Which parameters of an operation are expressions, and which are the older ones in their place; they do not mix.</summary>
/// <param name="Expressions">The expressions.</param>
/// <param name="Older">The older parameters.</param>
internal sealed record ExpressionRules(ImmutableArray<string> Expressions, ImmutableArray<string> Older)
{
    private const string Projection = "ProjectionExpression";

    public static ExpressionRules Read { get; } = new([Projection], ["AttributesToGet"]);

    public static ExpressionRules Write { get; } = new(["ConditionExpression"], ["Expected", "ConditionalOperator"]);

    public static ExpressionRules Update { get; } = new(["UpdateExpression", "ConditionExpression"], ["AttributeUpdates", "Expected", "ConditionalOperator"]);

    public static ExpressionRules Query { get; } = new(
        [Projection, "FilterExpression", "KeyConditionExpression"], ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"]);

    public static ExpressionRules Scan { get; } = new([Projection, "FilterExpression"], ["AttributesToGet", "ScanFilter", "ConditionalOperator"]);

    /// <summary>What is wrong with the parameters of a request together; null when nothing is.</summary>
    public TableError? Check(JsonElement request)
    {
        var expressions = Given(Expressions, request);
        var older = Given(Older, request);
        if (older.Contains("KeyConditions") && !expressions.Contains("KeyConditionExpression"))
        {
            older.Remove("KeyConditions"); // these two may be mixed with the other kind
        }

        if (expressions.Count > 0 && older.Count > 0)
        {
            return TableError.Validation(
                "Can not use both expression and non-expression parameters in the same request: "
                + $"Non-expression parameters: {{{string.Join(", ", older)}}} Expression parameters: {{{string.Join(", ", expressions)}}}");
        }

        if (expressions.Count == 0 && request.TryGetMember("ExpressionAttributeNames", out _))
        {
            return TableError.Validation("ExpressionAttributeNames can only be specified when using expressions");
        }

        var withValues = Expressions.Where(expression => expression != Projection).ToArray();
        return withValues.Length > 0 && !withValues.Any(expressions.Contains) && request.TryGetMember("ExpressionAttributeValues", out _)
            ? TableError.Validation(
                $"ExpressionAttributeValues can only be specified when using expressions: {string.Join(" and ", withValues)} {(withValues.Length > 1 ? "are" : "is")} null")
            : null;
    }

    private static List<string> Given(ImmutableArray<string> names, JsonElement request) => [.. names.Where(name => request.TryGetMember(name, out _))];
}
