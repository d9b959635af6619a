namespace Holdfast.Tables.Expressions;

/// <summary>Which parameter an expression came in.</summary>
internal enum ExpressionKind
{
    ConditionExpression,
    FilterExpression,
    KeyConditionExpression,
    ProjectionExpression,
    UpdateExpression,
}
