using System.Runtime.CompilerServices;
using Holdfast.Store;

namespace Holdfast.Endpoints.Publishing;

/// <summary>All published plans, page by page.</summary>
internal static class PlanPages
{
    private const int PageEntries = 256;

    public static async IAsyncEnumerable<StoreEntry> ReadAsync(IOrderedStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = StoreRange.Prefix(PlanKeys.Plans, Math.Min(PageEntries, store.Limits.MaxRangeEntries));
        RangeResult page;
        do
        {
            page = await store.RangeAsync(whole, cancellationToken);
            foreach (var entry in page.Entries)
            {
                yield return entry;
            }

            if (page.More)
            {
                // The key right after the last one.
                whole = whole with { From = (byte[])[.. page.Entries[^1].Key.Span, 0] };
            }
        }
        while (page.More);
    }
}
