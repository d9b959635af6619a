using Holdfast.Store;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations;

/// <summary>Items as they come from the store.</summary>
internal static class StoredItem
{
    /// <exception cref="StoreException">What is stored is no item of a version that is known.</exception>
    public static Item Read(StoreEntry entry) => ItemCodec.TryDecode(entry.Value.Span, out var item)
        ? item
        : throw new StoreException(StoreFault.Corrupt, $"the item under {Convert.ToHexString(entry.Key.Span)} (hex) is damaged, or of a newer version");
}
