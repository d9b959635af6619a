using Holdfast.Tables.Catalog;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>Members that requests for one write have in common.</summary>
internal static class WriteShapes
{
    public static Member Table { get; } = new("TableName", TableNames.Reference, IsRequired: true);

    public static Member Item { get; } = new("Item", RequestItems.Shape, IsRequired: true);

    public static Member Key { get; } = new("Key", RequestItems.Shape, IsRequired: true);

    public static Member ReturnValues { get; } = new("ReturnValues", Shape.OneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"));

    public static Member ReturnOnFailure { get; } = new("ReturnValuesOnConditionCheckFailure", Shape.OneOf("ALL_OLD", "NONE"));

    public static Member CollectionMetrics { get; } = new("ReturnItemCollectionMetrics", Shape.OneOf("SIZE", "NONE"));

    /// <summary>The members of a request for one write.</summary>
    /// <param name="subject">The item or the key.</param>
    /// <param name="more">Members of this operation alone.</param>
    public static Member[] Of(Member subject, params Member[] more) =>
        [CapacityRequest.Member, Table, subject, ReturnValues, CollectionMetrics, ReturnOnFailure, .. more, .. ExpressionShapes.Condition];
}
