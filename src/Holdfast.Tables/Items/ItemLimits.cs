namespace Holdfast.Tables.Items;

/// <summary>What AWS allows an item ("Quotas in Amazon DynamoDB"). Lengths are in octets.</summary>
internal static class ItemLimits
{
    /// <summary>Names and values together.</summary>
    public const int MaxItemOctets = 400 * 1024;

    public const int MaxPartitionKeyOctets = 2048;
    public const int MaxSortKeyOctets = 1024;

    /// <summary>How deep lists and maps may lie in each other.</summary>
    public const int MaxNesting = 32;

    public const int MaxNameOctets = 65_535;
}
