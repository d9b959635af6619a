using Holdfast.Tables.Catalog;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Parts of the requests that make and change tables.</summary>
internal static class TableShapes
{
    /// <summary>A global index may have four attributes for each part of its key.</summary>
    public const int MaxKeyAttributes = 8;

    public static Member Name { get; } = new("TableName", TableNames.New);

    public static Member BillingMode { get; } = new("BillingMode", Shape.OneOf("PROVISIONED", "PAY_PER_REQUEST"));

    public static Member Throughput { get; } = new("ProvisionedThroughput", Shape.Struct(
        "ProvisionedThroughput",
        new Member("WriteCapacityUnits", new WholeShape("Long", 1), IsRequired: true),
        new Member("ReadCapacityUnits", new WholeShape("Long", 1), IsRequired: true)));

    public static Member Attributes { get; } = new("AttributeDefinitions", Shape.ListOf(Shape.Struct(
        "AttributeDefinition",
        new Member("AttributeName", Text(1, 255), IsRequired: true),
        new Member("AttributeType", Shape.OneOf("B", "N", "S"), IsRequired: true))));

    public static Member Protection { get; } = new("DeletionProtectionEnabled", Shape.Flag);

    public static Member Class { get; } = new("TableClass", Shape.OneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"));

    public static Member Tags { get; } = new("Tags", Shape.ListOf(Shape.Struct(
        "Tag", new Member("Key", Text(1, 128), IsRequired: true), new Member("Value", Text(0, 256), IsRequired: true))));

    public static Member IndexName { get; } = new("IndexName", TableNames.Index, IsRequired: true);

    public static Member Stream { get; } = new("StreamSpecification", Shape.Struct(
        "StreamSpecification",
        new Member("StreamEnabled", Shape.Flag, IsRequired: true),
        new Member("StreamViewType", Shape.OneOf("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"))));

    public static Member GlobalIndexes { get; } = new("GlobalSecondaryIndexes", Shape.ListOf(Shape.Struct(
        "GlobalSecondaryIndex", IndexName, KeySchema(MaxKeyAttributes), Projection(), Throughput)));

    public static Member LocalIndexes { get; } = new("LocalSecondaryIndexes", Shape.ListOf(Shape.Struct(
        "LocalSecondaryIndex", IndexName, KeySchema(2), Projection())));

    public static Member KeySchema(int most) => new(
        "KeySchema",
        Shape.ListOf(
            Shape.Struct(
                "KeySchemaElement",
                new Member("AttributeName", Text(1, 255), IsRequired: true),
                new Member("KeyType", Shape.OneOf("HASH", "RANGE"), IsRequired: true)),
            1,
            most),
        IsRequired: true);

    private static Member Projection() => new(
        "Projection",
        Shape.Struct(
            "Projection",
            new Member("ProjectionType", Shape.OneOf("ALL", "INCLUDE", "KEYS_ONLY")),
            new Member("NonKeyAttributes", Shape.ListOf(Text(1, 255), 1))),
        IsRequired: true);

    private static TextShape Text(int least, int most) => new() { Least = least, Most = most };
}
