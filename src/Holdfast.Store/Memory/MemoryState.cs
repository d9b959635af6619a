namespace Holdfast.Store.Memory;

/// <summary>Everything a <see cref="MemoryStore"/> holds, as of one revision. A commit makes another one.</summary>
internal sealed class MemoryState
{
    private readonly ImmutableSortedSet<StoreEntry> _entries; // a set rather than a dictionary: it can be entered at any key
    private readonly ImmutableList<StoreCommit> _feed; // the latest commits; their revisions have no gaps

    private MemoryState(Revision revision, ImmutableSortedSet<StoreEntry> entries, ImmutableList<StoreCommit> feed) =>
        (Revision, _entries, _feed) = (revision, entries, feed);

    public static MemoryState Empty { get; } = new(Revision.None, ImmutableSortedSet.Create<StoreEntry>(new ByKey()), []);

    public Revision Revision { get; }

    public StoreEntry? Get(ReadOnlyMemory<byte> key) => _entries.TryGetValue(Probe(key), out var entry) ? entry : null;

    public RangeResult Range(StoreRange range, int maxOctets)
    {
        var (first, end) = (IndexOf(range.From), range.To.IsEmpty ? _entries.Count : IndexOf(range.To));
        var page = ImmutableArray.CreateBuilder<StoreEntry>();
        var octets = 0L;
        var left = end - first;
        for (; left > 0 && page.Count < range.Limit && octets < maxOctets; left--)
        {
            var entry = _entries[range.Reverse ? first + left - 1 : end - left];
            octets += entry.Key.Length + entry.Value.Length;
            page.Add(entry);
        }

        return new(page.ToImmutable(), left > 0, Revision);
    }

    public (MemoryState State, CommitResult Result) Commit(StoreBatch batch, long retention)
    {
        for (var at = 0; at < batch.Conditions.Length; at++)
        {
            if (!batch.Conditions[at].Holds(Get(batch.Conditions[at].Key)))
            {
                return (this, CommitResult.Refused(at, Revision));
            }
        }

        Revision next = new(Revision.Value + 1);
        var entries = _entries.ToBuilder();
        var changes = new List<StoreChange>();
        foreach (var operation in batch.Operations)
        {
            Apply(operation, next, entries, changes);
        }

        if (changes.Count == 0)
        {
            return (this, CommitResult.Committed(Revision));
        }

        var feed = _feed.Add(StoreCommit.Of(next, changes));
        return (new(next, entries.ToImmutable(), feed.Count > retention ? feed.RemoveAt(0) : feed), CommitResult.Committed(next));
    }

    public IEnumerable<StoreCommit> CommitsAfter(Revision after)
    {
        Revision oldest = new(Revision.Value - _feed.Count);
        if (after < oldest)
        {
            throw StoreException.Compacted(after, oldest);
        }

        for (var at = after.Value - oldest.Value; at < _feed.Count; at++)
        {
            yield return _feed[(int)at];
        }
    }

    private void Apply(StoreOperation operation, Revision next, ImmutableSortedSet<StoreEntry>.Builder entries, List<StoreChange> changes)
    {
        switch (operation.Kind)
        {
            case StoreOperationKind.Put:
                ReadOnlyMemory<byte> key = operation.Key.ToArray();
                var before = Get(key);
                StoreEntry entry = new(key, operation.Value.ToArray(), before?.Created ?? next, next);
                if (before is not null)
                {
                    entries.Remove(before);
                }

                entries.Add(entry);
                changes.Add(new(next, key, entry, EndsCommit: false));
                break;
            case StoreOperationKind.Delete:
                Remove(Get(operation.Key));
                break;
            default:
                var end = operation.To.IsEmpty ? _entries.Count : IndexOf(operation.To);
                for (var at = IndexOf(operation.Key); at < end; at++)
                {
                    Remove(_entries[at]);
                }

                break;
        }

        void Remove(StoreEntry? removed)
        {
            if (removed is not null && entries.Remove(removed)) // removals may overlap
            {
                changes.Add(new(next, removed.Key, null, EndsCommit: false));
            }
        }
    }

    private int IndexOf(ReadOnlyMemory<byte> key)
    {
        var at = _entries.IndexOf(Probe(key));
        return at < 0 ? ~at : at;
    }

    private static StoreEntry Probe(ReadOnlyMemory<byte> key) => new(key, default, default, default);

    private sealed class ByKey : IComparer<StoreEntry>
    {
        public int Compare(StoreEntry? x, StoreEntry? y) => x!.Key.Span.SequenceCompareTo(y!.Key.Span);
    }
}
