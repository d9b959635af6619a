namespace Holdfast.Store;

/// <summary>What to watch, and from where on.</summary>
/// <param name="From">The first key.</param>
/// <param name="To">The key before which the interval ends; empty for no end.</param>
/// <param name="After">Changes of later commits are wanted: the revision of a snapshot, or of the last change that was seen whole.</param>
public sealed record StoreWatch(ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To, Revision After)
{
    /// <summary>All keys that begin with some octets; all keys for none.</summary>
    public static StoreWatch Prefix(ReadOnlyMemory<byte> octets, Revision after) => new(octets, Octets.AfterPrefix(octets.Span), after);
}

/// <summary>One key that a commit changed.</summary>
/// <param name="Revision">The commit.</param>
/// <param name="Key">The key.</param>
/// <param name="Entry">What it has since; null: it was removed.</param>
/// <param name="EndsCommit">
/// Whether it is the last change of its commit within the interval. Only then may watching be resumed after this revision
/// without a gap.
/// </param>
public sealed record StoreChange(Revision Revision, ReadOnlyMemory<byte> Key, StoreEntry? Entry, bool EndsCommit)
{
    /// <inheritdoc/>
    public bool Equals(StoreChange? other) =>
        other is not null && Revision == other.Revision && EndsCommit == other.EndsCommit
        && Key.Span.SequenceEqual(other.Key.Span) && Equals(Entry, other.Entry);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Key.Span);
        hash.Add(Revision);
        return hash.ToHashCode();
    }
}
