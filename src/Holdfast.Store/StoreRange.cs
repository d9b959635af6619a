namespace Holdfast.Store;

/// <summary>An interval of keys to read, from one end or the other.</summary>
/// <param name="From">The first key.</param>
/// <param name="To">The key before which it ends; empty for no end.</param>
/// <param name="Limit">How many entries at most; 1 to <see cref="StoreLimits.MaxRangeEntries"/>.</param>
/// <param name="Reverse">From the last key to the first.</param>
public sealed record StoreRange(ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To, int Limit, bool Reverse = false)
{
    /// <summary>All keys that begin with some octets; all keys for none.</summary>
    public static StoreRange Prefix(ReadOnlyMemory<byte> octets, int limit, bool reverse = false) => new(octets, Octets.AfterPrefix(octets.Span), limit, reverse);
}

/// <summary>A page of entries, all as of one revision.</summary>
/// <param name="Entries">The entries, in the order asked for.</param>
/// <param name="More">
/// Whether the interval holds more: the page ended at its limit, or at <see cref="StoreLimits.MaxRangeOctets"/>, in which case it
/// is shorter than its limit but never empty.
/// </param>
/// <param name="Revision">The store's latest commit as of which they are.</param>
public sealed record RangeResult(ImmutableArray<StoreEntry> Entries, bool More, Revision Revision);
