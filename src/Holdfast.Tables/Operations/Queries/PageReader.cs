using Holdfast.Store;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Queries;

/// <summary>What is read of a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="From">The first key.</param>
/// <param name="To">The key before which it ends; empty for none.</param>
/// <param name="IsReverse">From the end to the beginning.</param>
/// <param name="StartAfter">The key after which to go on; null for none.</param>
/// <param name="Limit">How many items are looked at, at most.</param>
/// <param name="Fetches">Whether each item is fetched from the table.</param>
internal sealed record PageRange(
    PageSource Source, ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To, bool IsReverse, byte[]? StartAfter, int Limit, bool Fetches);

/// <summary>A page: what was looked at, and what of it was wanted.</summary>
/// <param name="Items">The items that the filter let through, in order.</param>
/// <param name="Scanned">How many were looked at.</param>
/// <param name="Octets">Their size, as AWS reckons it.</param>
/// <param name="Fetched">The sizes of the items that were fetched from the table.</param>
/// <param name="Last">The last one that was looked at, if there may be more after it; null otherwise.</param>
internal sealed record Page(List<Item> Items, int Scanned, long Octets, List<int> Fetched, Item? Last);

/// <summary>Reads pages: up to 1 MB or the limit, both counted before the filter.</summary>
internal sealed class PageReader(IOrderedStore store)
{
    private const int PageOctets = 1 << 20;

    /// <summary>How many entries are read at once: the least that keeps trips to the store few.</summary>
    private const int MaxChunk = 128;

    public async ValueTask<Page> ReadAsync(PageRange range, Func<Item, bool>? filter, CancellationToken cancellationToken)
    {
        List<Item> items = [];
        List<int> fetched = [];
        var (scanned, octets) = (0, 0L);
        var (from, to) = Begin(range);
        while (true)
        {
            var chunk = await store.RangeAsync(new(from, to, Math.Min(range.Limit - scanned, MaxChunk), range.IsReverse), cancellationToken);
            foreach (var entry in chunk.Entries)
            {
                var item = StoredItem.Read(entry);
                scanned++;
                octets += ItemSize.Of(item);
                var whole = range.Fetches ? await FetchAsync(range.Source, item, fetched, cancellationToken) : item;
                if (whole is not null && filter?.Invoke(whole) != false)
                {
                    items.Add(whole);
                }

                if (scanned == range.Limit || octets >= PageOctets)
                {
                    return new(items, scanned, octets, fetched, item);
                }
            }

            if (!chunk.More)
            {
                return new(items, scanned, octets, fetched, null);
            }

            (from, to) = After(chunk.Entries[^1].Key, range.IsReverse, from, to);
        }
    }

    private static (ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To) Begin(PageRange range)
    {
        if (range.StartAfter is not { } start)
        {
            return (range.From, range.To);
        }

        // Where the key lies outside, the range stays as it is, or is empty.
        var (from, to) = After(start, range.IsReverse, range.From, range.To);
        return range.IsReverse
            ? (from, range.To.IsEmpty || to.Span.SequenceCompareTo(range.To.Span) < 0 ? to : range.To)
            : (from.Span.SequenceCompareTo(range.From.Span) > 0 ? from : range.From, to);
    }

    private static (ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To) After(
        ReadOnlyMemory<byte> key, bool isReverse, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to) =>
        isReverse ? (from, key) : ((byte[])[.. key.Span, 0], to);

    // Null when it was deleted since the entry was read.
    private async ValueTask<Item?> FetchAsync(PageSource source, Item entry, List<int> fetched, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(ItemKeys.OfItem(source.Table, entry), cancellationToken) is not { } found)
        {
            return null;
        }

        var item = StoredItem.Read(found);
        fetched.Add(ItemSize.Of(item));
        return item;
    }
}
