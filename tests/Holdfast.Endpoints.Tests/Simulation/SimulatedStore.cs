using System.Collections.Immutable;
using Holdfast.Store;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>What the store itself holds: sorted entries, one revision for each commit. Its network is <see cref="SimulatedNetwork"/>.</summary>
internal sealed class SimulatedStore
{
    private readonly SortedList<byte[], StoreEntry> _entries = new(Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));

    /// <summary>Told before a commit is made, with what is there still; and after it.</summary>
    public Action<string, StoreBatch> Committing { get; set; } = (_, _) => { };

    public Action<string, StoreBatch> Committed { get; set; } = (_, _) => { };

    public Revision Revision { get; private set; }

    public StoreEntry? Get(ReadOnlySpan<byte> key) => _entries.GetValueOrDefault(key.ToArray());

    public IEnumerable<StoreEntry> Prefix(byte[] prefix) => Between(StoreRange.Prefix(prefix, 1));

    public RangeResult Range(StoreRange range)
    {
        var all = range.Reverse ? Between(range).Reverse() : Between(range);
        ImmutableArray<StoreEntry> page = [.. all.Take(range.Limit + 1)];
        return page.Length > range.Limit ? new RangeResult(page[..range.Limit], true, Revision) : new RangeResult(page, false, Revision);
    }

    public CommitResult Commit(string client, StoreBatch batch)
    {
        for (var i = 0; i < batch.Conditions.Length; i++)
        {
            if (!Holds(batch.Conditions[i]))
            {
                return CommitResult.Refused(i, Revision);
            }
        }

        Committing(client, batch);
        Revision = new Revision(Revision.Value + 1);
        foreach (var operation in batch.Operations)
        {
            var key = operation.Key.ToArray();
            switch (operation.Kind)
            {
                case StoreOperationKind.Put:
                    _entries[key] = new StoreEntry(key, operation.Value, Get(key)?.Created ?? Revision, Revision);
                    break;
                case StoreOperationKind.Delete:
                    _entries.Remove(key);
                    break;
                default:
                    foreach (var entry in Between(new StoreRange(operation.Key, operation.To, 1)).ToArray())
                    {
                        _entries.Remove(entry.Key.ToArray());
                    }

                    break;
            }
        }

        Committed(client, batch);
        return CommitResult.Committed(Revision);
    }

    private bool Holds(StoreCondition condition)
    {
        var entry = Get(condition.Key.Span);
        return condition.Kind switch
        {
            StoreConditionKind.Absent => entry is null,
            StoreConditionKind.Present => entry is not null,
            StoreConditionKind.ModifiedAt => (entry?.Modified ?? Revision.None) == condition.Modified,
            _ => entry is not null && entry.Value.Span.SequenceEqual(condition.Value.Span),
        };
    }

    private IEnumerable<StoreEntry> Between(StoreRange range) => _entries.Values
        .Where(entry => entry.Key.Span.SequenceCompareTo(range.From.Span) >= 0 && (range.To.IsEmpty || entry.Key.Span.SequenceCompareTo(range.To.Span) < 0));
}
