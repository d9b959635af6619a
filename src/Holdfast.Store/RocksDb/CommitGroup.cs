using Holdfast.Store.RocksDb.Native;

namespace Holdfast.Store.RocksDb;

/// <summary>
/// Batches that are written together, with one sync. Each sees what those before it changed, although none of it is written
/// yet, so the outcome is that of one after another.
/// </summary>
internal sealed class CommitGroup(RocksDatabase database, RocksReadOptions latest, Revision revision) : IDisposable
{
    private readonly SortedDictionary<ReadOnlyMemory<byte>, StoreEntry?> _changed = new(KeyOrder.Instance);
    private readonly List<(WaitingCommit Commit, CommitResult Result)> _results = [];

    /// <summary>As of the last batch that changed something.</summary>
    public Revision Revision { get; private set; } = revision;

    /// <summary>What is to be written; null for nothing.</summary>
    public RocksBatch? Batch { get; private set; }

    /// <summary>Decides a batch, unless it was cancelled while it waited.</summary>
    public void Add(WaitingCommit commit)
    {
        if (commit.CancellationToken.IsCancellationRequested)
        {
            commit.TrySetCanceled(commit.CancellationToken);
            return;
        }

        _results.Add((commit, Evaluate(commit.Batch)));
    }

    /// <summary>Tells those who wait, once it is written.</summary>
    public void Complete() => _results.ForEach(one => one.Commit.TrySetResult(one.Result));

    public void Dispose() => Batch?.Dispose();

    private CommitResult Evaluate(StoreBatch batch)
    {
        for (var at = 0; at < batch.Conditions.Length; at++)
        {
            if (!batch.Conditions[at].Holds(Get(batch.Conditions[at].Key)))
            {
                return CommitResult.Refused(at, Revision);
            }
        }

        Revision next = new(Revision.Value + 1);
        SortedDictionary<ReadOnlyMemory<byte>, StoreEntry?> changes = new(KeyOrder.Instance);
        foreach (var operation in batch.Operations)
        {
            switch (operation.Kind)
            {
                case StoreOperationKind.Put:
                    changes[operation.Key] = new(operation.Key, operation.Value, Get(operation.Key)?.Created ?? next, next);
                    break;
                case StoreOperationKind.Delete when Get(operation.Key) is not null:
                    changes[operation.Key] = null;
                    break;
                case StoreOperationKind.DeleteRange:
                    foreach (var key in KeysWithin(operation.Key, operation.To))
                    {
                        changes[key] = null;
                    }

                    break;
            }
        }

        if (changes.Count == 0)
        {
            return CommitResult.Committed(Revision);
        }

        Revision = next;
        Write(changes);
        return CommitResult.Committed(next);
    }

    private void Write(SortedDictionary<ReadOnlyMemory<byte>, StoreEntry?> changes)
    {
        Batch ??= database.NewBatch();
        var feed = ImmutableArray.CreateBuilder<StoreChange>(changes.Count);
        foreach (var (key, entry) in changes)
        {
            _changed[key] = entry;
            feed.Add(new(Revision, key, entry, EndsCommit: false));
            if (entry is null)
            {
                Batch.Delete(RocksFormat.Entries, key.Span);
            }
            else
            {
                Batch.Put(RocksFormat.Entries, key.Span, RocksFormat.OfEntry(entry));
            }
        }

        Batch.Put(RocksFormat.Feed, RocksFormat.OfRevision(Revision), RocksFormat.OfCommit(new(Revision, feed.MoveToImmutable())));
    }

    private StoreEntry? Get(ReadOnlyMemory<byte> key) => _changed.TryGetValue(key, out var entry)
        ? entry
        : database.Get(RocksFormat.Entries, key.Span, latest, RocksFormat.ToEntry);

    private List<ReadOnlyMemory<byte>> KeysWithin(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        List<ReadOnlyMemory<byte>> keys =
            [.. _changed.Where(one => one.Value is not null && Octets.Within(one.Key.Span, from.Span, to.Span)).Select(one => one.Key)];
        using var at = database.Iterate(RocksFormat.Entries, latest);
        for (at.Seek(from.Span); at.IsAtKey() && Octets.Within(at.Key, from.Span, to.Span); at.Next())
        {
            ReadOnlyMemory<byte> key = at.Key.ToArray();
            if (!_changed.ContainsKey(key))
            {
                keys.Add(key);
            }
        }

        return keys;
    }
}
