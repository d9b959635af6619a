using Holdfast.Store;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>
/// Makes writes: reads the items, decides on each, and commits all of it on the condition that nothing changed meanwhile: not an
/// item that was read, nor the table. When something did, it is read and decided again, a limited number of times.
/// </summary>
internal sealed class ItemWriter(TablesContext context)
{
    private readonly KeyLocks _locks = new();

    /// <summary>Makes one write.</summary>
    public ValueTask<WriteResult> WriteAsync(ItemWrite write, CancellationToken cancellationToken) =>
        WriteAsync([write], default, cancellationToken);

    /// <summary>Makes several writes of different items together.</summary>
    /// <param name="writes">The writes.</param>
    /// <param name="record">What else is committed with them, under a condition of its own.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async ValueTask<WriteResult> WriteAsync(ItemWrite[] writes, WriteRecord record, CancellationToken cancellationToken)
    {
        if (Array.TrueForAll(writes, write => write.IsBlind))
        {
            return await TryOnceAsync(writes, record, cancellationToken) ?? throw new InvalidOperationException("a blind write has nothing to conflict with");
        }

        using var turn = await _locks.EnterAsync(writes, cancellationToken);
        for (var attempt = 0; attempt < context.Options.MaxConflicts; attempt++)
        {
            if (await TryOnceAsync(writes, record, cancellationToken) is { } result)
            {
                return result;
            }

            context.Metrics.Conflicted();
        }

        return new(WriteVerdict.Conflict, []);
    }

    // Null: an item changed meanwhile.
    private async ValueTask<WriteResult?> TryOnceAsync(ItemWrite[] writes, WriteRecord record, CancellationToken cancellationToken)
    {
        // Of several items, what is decided must have been so at one moment, even when nothing is then committed.
        await using var snapshot = writes.Length > 1 ? await context.Store.SnapshotAsync(cancellationToken) : null;
        var batch = new BatchBuilder(record);
        var decisions = ImmutableArray.CreateBuilder<WriteDecision>(writes.Length);
        var failed = false;
        foreach (var write in writes)
        {
            var entry = write.IsBlind ? null
                : snapshot is not null ? await snapshot.GetAsync(write.Key, cancellationToken)
                : await context.Store.GetAsync(write.Key, cancellationToken);
            var decision = write.Decide(entry is null ? null : StoredItem.Read(entry));
            decisions.Add(decision);
            failed |= decision.Error is not null;
            if (!failed)
            {
                batch.Add(write, entry, decision);
            }
        }

        if (failed)
        {
            return new(WriteVerdict.Refused, decisions.MoveToImmutable());
        }

        if (batch.Exceeds(context.Store.Limits) is { } limit)
        {
            return new(WriteVerdict.TooLarge, decisions.MoveToImmutable(), Limit: limit);
        }

        var result = await context.Store.CommitAsync(batch.Build(), cancellationToken);
        if (result.IsCommitted)
        {
            return new(WriteVerdict.Written, decisions.MoveToImmutable(), batch.IndexChanges);
        }

        if (result.RefusedBy < batch.TableConditions)
        {
            foreach (var write in writes)
            {
                context.Catalog.Drop(write.Table);
            }

            return new(WriteVerdict.TableChanged, []);
        }

        return result.RefusedBy == batch.RecordCondition ? new(WriteVerdict.RecordRefused, []) : null;
    }

    /// <summary>Gathers a commit: the tables' conditions first, then the record's, then the items'.</summary>
    private sealed class BatchBuilder(WriteRecord record)
    {
        private readonly List<StoreCondition> _tables = [];
        private readonly List<StoreCondition> _items = [];
        private readonly List<StoreOperation> _operations = record.Operation is { } operation ? [operation] : [];
        private readonly List<IndexChange> _indexChanges = [];

        public int TableConditions => _tables.Count;

        public int RecordCondition => record.Condition is null ? -1 : _tables.Count;

        public ImmutableArray<IndexChange> IndexChanges => [.. _indexChanges];

        public void Add(ItemWrite write, StoreEntry? entry, WriteDecision decision)
        {
            if (!_tables.Contains(write.Table.IsUnchanged))
            {
                _tables.Add(write.Table.IsUnchanged);
            }

            if (!write.IsBlind)
            {
                _items.Add(StoreCondition.ModifiedAt(write.Key, entry?.Modified ?? Revision.None));
            }

            if (write.IsCheck || (decision.After is not null && decision.After.Equals(decision.Before)))
            {
                return; // what changes nothing leaves no trace
            }

            if (decision.After is not null)
            {
                _operations.Add(StoreOperation.Put(write.Key, ItemCodec.Encode(decision.After)));
            }
            else if (write.IsBlind || entry is not null)
            {
                _operations.Add(StoreOperation.Delete(write.Key));
            }

            foreach (var change in Indexes.IndexChanges.Of(write.Table.Definition, write.Key, decision.Before, decision.After))
            {
                _operations.AddRange(change.Operations);
                _indexChanges.Add(change);
            }
        }

        public string? Exceeds(StoreLimits limits)
        {
            var octets = _operations.Sum(operation => (long)operation.Key.Length + operation.Value.Length)
                + _tables.Concat(_items).Sum(condition => (long)condition.Key.Length + condition.Value.Length);
            return _operations.Count > limits.MaxBatchOperations || _tables.Count + _items.Count + 1 > limits.MaxBatchOperations
                ? $"{limits.MaxBatchOperations} changes of items and index entries in one commit"
                : octets > limits.MaxBatchOctets ? $"{limits.MaxBatchOctets} octets in one commit" : null;
        }

        public StoreBatch Build() => new(
            record.Condition is { } condition ? [.. _tables, condition, .. _items] : [.. _tables, .. _items], [.. _operations]);
    }
}

/// <summary>What is committed with writes, if anything.</summary>
/// <param name="Condition">Must hold.</param>
/// <param name="Operation">Is done.</param>
internal readonly record struct WriteRecord(StoreCondition? Condition, StoreOperation? Operation);

/// <summary>What became of writes.</summary>
internal enum WriteVerdict
{
    /// <summary>All were made.</summary>
    Written,

    /// <summary>None was made: a decision has an error.</summary>
    Refused,

    /// <summary>None was made: others changed the items again and again.</summary>
    Conflict,

    /// <summary>None was made: a table was changed or deleted.</summary>
    TableChanged,

    /// <summary>None was made: the record's condition does not hold.</summary>
    RecordRefused,

    /// <summary>None was made: the store does not take so much at once.</summary>
    TooLarge,
}

/// <summary>What became of writes, and what was decided on each.</summary>
/// <param name="Verdict">What became of them.</param>
/// <param name="Decisions">In the order of the writes.</param>
/// <param name="IndexChanges">What changed in indexes.</param>
/// <param name="Limit">With <see cref="WriteVerdict.TooLarge"/>: what the store takes.</param>
internal sealed record WriteResult(
    WriteVerdict Verdict, ImmutableArray<WriteDecision> Decisions, ImmutableArray<IndexChange> IndexChanges = default, string? Limit = null);
