using Holdfast.Tables.Catalog;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Queries;

/// <summary>What a query or a scan reads: a table's items, or an index's entries.</summary>
/// <param name="Table">The table.</param>
/// <param name="Index">The index; null for the table itself.</param>
internal sealed record PageSource(TableDefinition Table, IndexDefinition? Index)
{
    /// <summary>By what it is ordered.</summary>
    public KeySchema Key => Index?.Key ?? Table.Key;

    /// <summary>The attributes by which reading can go on: the index's key, and the table's.</summary>
    public ImmutableArray<KeyAttribute> StartAttributes => Index is null
        ? Table.Key.Attributes
        : [.. Index.Key.Attributes.Concat(Table.Key.Attributes).DistinctBy(attribute => attribute.Name)];

    /// <summary>The source that a request names.</summary>
    public static bool TryFind(
        TableDefinition table, string? indexName, bool isConsistent, [NotNullWhen(true)] out PageSource? source, [NotNullWhen(false)] out TableError? error)
    {
        var index = indexName is null ? null : table.FindIndex(indexName);
        error = indexName is not null && index is null ? TableError.Validation($"The table does not have the specified index: {indexName}")
            : index?.IsGlobal == true && isConsistent ? TableError.Validation("Consistent reads are not supported on global secondary indexes")
            : null;
        source = error is null ? new(table, index) : null;
        return source is not null;
    }

    /// <summary>Where an item stands in this source, from its start attributes.</summary>
    public byte[]? PlaceOf(Item item)
    {
        var itemKey = ItemKeys.OfItem(Table, item);
        return Index is null ? itemKey : ItemKeys.OfEntry(Table, Index, item, itemKey);
    }

    /// <summary>The attributes of an item by which reading can go on after it.</summary>
    public Item StartAfter(Item item) =>
        Item.From(StartAttributes.Select(attribute => new ItemAttribute(attribute.Name, item[attribute.Name]!)));

    /// <summary>The keys that satisfy a condition.</summary>
    public KeyRange RangeOf(KeyCondition condition) => KeyRange.Of(
        condition, Key, ItemKeys.PartitionOf(Table, Index, condition.Partition.AsSpan()), isFollowed: Index is not null);
}
