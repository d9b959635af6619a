using Holdfast.Store;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Indexes;

/// <summary>What a change of an item changes in an index.</summary>
/// <param name="Index">The index.</param>
/// <param name="Operations">What is done; with nothing to do, nothing.</param>
/// <param name="Octets">The sizes of the entries that are written or removed, as AWS reckons capacity.</param>
internal readonly record struct IndexChange(IndexDefinition Index, ImmutableArray<StoreOperation> Operations, ImmutableArray<int> Octets);

/// <summary>Keeps entries with their items: they change in one commit.</summary>
internal static class IndexChanges
{
    /// <summary>What all indexes of a table need for a change of an item.</summary>
    /// <param name="table">The table.</param>
    /// <param name="itemKey">The item's key in the store.</param>
    /// <param name="before">The item as it is; null for none.</param>
    /// <param name="after">The item as it will be; null for none.</param>
    public static IEnumerable<IndexChange> Of(TableDefinition table, byte[] itemKey, Item? before, Item? after)
    {
        foreach (var index in table.Indexes)
        {
            var change = Of(table, index, itemKey, before, after);
            if (!change.Operations.IsEmpty)
            {
                yield return change;
            }
        }
    }

    /// <summary>What is wrong with an item for the keys of a table's indexes; null when nothing is.</summary>
    public static TableError? Check(TableDefinition table, Item item)
    {
        foreach (var index in table.Indexes)
        {
            for (var at = 0; at < index.Key.Attributes.Length; at++)
            {
                var attribute = index.Key.Attributes[at];
                if (ItemRules.CheckIndexKeyValue(index.Name, attribute.Name, attribute.Type, item[attribute.Name], at < index.Key.Hash.Length) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }

    private static IndexChange Of(TableDefinition table, IndexDefinition index, byte[] itemKey, Item? before, Item? after)
    {
        var (oldKey, newKey) = (KeyOf(before), KeyOf(after));
        var oldEntry = oldKey is null ? null : IndexProjection.Of(table, index, before!);
        var newEntry = newKey is null ? null : IndexProjection.Of(table, index, after!);
        if (oldKey is not null && newKey is not null && oldKey.AsSpan().SequenceEqual(newKey))
        {
            return oldEntry!.Equals(newEntry)
                ? new(index, [], [])
                : new(index, [StoreOperation.Put(newKey, ItemCodec.Encode(newEntry!))], [Math.Max(ItemSize.Of(oldEntry), ItemSize.Of(newEntry!))]);
        }

        var operations = ImmutableArray.CreateBuilder<StoreOperation>(2);
        var octets = ImmutableArray.CreateBuilder<int>(2);
        if (oldKey is not null)
        {
            operations.Add(StoreOperation.Delete(oldKey));
            octets.Add(ItemSize.Of(oldEntry!));
        }

        if (newKey is not null)
        {
            operations.Add(StoreOperation.Put(newKey, ItemCodec.Encode(newEntry!)));
            octets.Add(ItemSize.Of(newEntry!));
        }

        return new(index, operations.DrainToImmutable(), octets.DrainToImmutable());

        byte[]? KeyOf(Item? item) => item is null ? null : ItemKeys.OfEntry(table, index, item, itemKey);
    }
}
