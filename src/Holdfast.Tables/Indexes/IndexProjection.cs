using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Indexes;

/// <summary>What of an item its entry in an index has.</summary>
internal static class IndexProjection
{
    public static Item Of(TableDefinition table, IndexDefinition index, Item item) => index.Projection == ProjectionType.All
        ? item
        : item.Only(Names(table, index));

    /// <summary>Whether an entry has an attribute, if the item has it.</summary>
    public static bool Has(TableDefinition table, IndexDefinition index, string attribute) =>
        index.Projection == ProjectionType.All || Names(table, index).Contains(attribute);

    private static HashSet<string> Names(TableDefinition table, IndexDefinition index) =>
    [
        .. table.Key.Attributes.Select(attribute => attribute.Name),
        .. index.Key.Attributes.Select(attribute => attribute.Name),
        .. index.Included,
    ];
}
