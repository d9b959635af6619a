using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Reads;

/// <summary>One item to be read, of several.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Key">Its key.</param>
/// <param name="Place">Where it stands in the store.</param>
/// <param name="Expressions">What of it is wanted.</param>
/// <param name="Json">The key as it came, to be returned if it is not read.</param>
internal sealed record ReadRequest(Table Table, Item Key, byte[] Place, RequestExpressions Expressions, JsonElement Json)
{
    /// <summary>A read of an item whose key fits its table.</summary>
    public static bool TryCreate(
        Table table, JsonElement key, RequestExpressions expressions, [NotNullWhen(true)] out ReadRequest? read, [NotNullWhen(false)] out TableError? error)
    {
        read = null;
        if (!ItemJson.TryReadItem(key, out var item, out error))
        {
            return false;
        }

        error = RequestItems.CheckKey(table.Key, item);
        read = error is null ? new(table, item, ItemKeys.OfItem(table.Definition, item), expressions, key) : null;
        return read is not null;
    }

    /// <summary>Whether two of some are of the same item.</summary>
    public static bool HasDuplicates(IEnumerable<byte[]> places)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return places.Any(place => !seen.Add(Convert.ToHexString(place)));
    }
}
