using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations;

/// <summary>Members for expressions, and for the older parameters in their place.</summary>
internal static class ExpressionShapes
{
    private static readonly string[] _comparisons =
        ["IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE", "CONTAINS"];

    public static Member Names { get; } = new("ExpressionAttributeNames", Shape.MapOf(Shape.AnyText, "java.lang.String"));

    public static Member Values { get; } = new("ExpressionAttributeValues", RequestItems.Shape);

    public static Member Projection { get; } = new("ProjectionExpression", Shape.AnyText);

    public static Member Filter { get; } = new("FilterExpression", Shape.AnyText);

    public static Member AttributesToGet { get; } = new("AttributesToGet", Shape.ListOf(Shape.AnyText, 1, 255));

    public static Member ConditionalOperator { get; } = new("ConditionalOperator", Shape.OneOf("OR", "AND"));

    /// <summary>With conditional writes.</summary>
    public static Member[] Condition { get; } =
    [
        ConditionalOperator,
        new("Expected", Shape.MapOf(
            Shape.Struct(
                "ExpectedAttributeValue",
                new Member("AttributeValueList", Shape.ListOf(Shape.Value)),
                new Member("ComparisonOperator", Shape.OneOf(_comparisons)),
                new Member("Exists", Shape.Flag),
                new Member("Value", Shape.Value)),
            "com.amazonaws.dynamodb.v20120810.ExpectedAttributeValue")),
        new("ConditionExpression", Shape.AnyText), Values, Names,
    ];

    /// <summary>A map of the older conditions.</summary>
    public static Member Conditions(string name) => new(name, Shape.MapOf(
        Shape.Struct(
            "Condition",
            new Member("AttributeValueList", Shape.ListOf(Shape.Value)),
            new Member("ComparisonOperator", Shape.OneOf(_comparisons), IsRequired: true)),
        "com.amazonaws.dynamodb.v20120810.Condition"));
}
