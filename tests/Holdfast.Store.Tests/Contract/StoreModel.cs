using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Contract;

/// <summary>A store in the plainest words: a sorted dictionary of Latin-1 text, compared ordinally as octets are.</summary>
internal sealed class StoreModel
{
    private readonly SortedDictionary<string, StoreEntry> _entries = new(StringComparer.Ordinal);

    public Revision Revision { get; private set; }

    public List<StoreChange> Changes { get; } = [];

    public void Begin(Revision revision) => Revision = revision;

    /// <summary>Whether no key is put twice, or put and removed.</summary>
    public static bool IsAllowed(StoreBatch batch)
    {
        var puts = batch.Operations.Where(one => one.Kind == StoreOperationKind.Put).Select(one => Text(one.Key)).ToArray();
        return puts.Distinct().Count() == puts.Length
            && !batch.Operations.Where(one => one.Kind != StoreOperationKind.Put).Any(removal => puts.Any(key => Removes(removal, key)));
    }

    public StoreEntry? Get(ReadOnlyMemory<byte> key) => _entries.GetValueOrDefault(Text(key));

    /// <summary>Does what the batch says, and gives it the revision that the engine gave it.</summary>
    public CommitResult Commit(StoreBatch batch, Revision revision)
    {
        for (var at = 0; at < batch.Conditions.Length; at++)
        {
            if (!Holds(batch.Conditions[at]))
            {
                return CommitResult.Refused(at, Revision);
            }
        }

        SortedDictionary<string, StoreEntry?> changed = new(StringComparer.Ordinal);
        foreach (var operation in batch.Operations)
        {
            if (operation.Kind == StoreOperationKind.Put)
            {
                changed[Text(operation.Key)] = new(operation.Key, operation.Value, Get(operation.Key)?.Created ?? revision, revision);
                continue;
            }

            foreach (var key in _entries.Keys.Where(key => Removes(operation, key)))
            {
                changed[key] = null;
            }
        }

        if (changed.Count == 0)
        {
            return CommitResult.Committed(Revision);
        }

        Assert.True(revision > Revision);
        Revision = revision;
        foreach (var (key, entry) in changed)
        {
            Changes.Add(new(revision, Octets(key), entry, EndsCommit: key == changed.Keys.Last()));
            if (entry is null)
            {
                _entries.Remove(key);
            }
            else
            {
                _entries[key] = entry;
            }
        }

        return CommitResult.Committed(revision);
    }

    public RangeResult Range(StoreRange range)
    {
        var within = _entries.Values.Where(entry => Within(Text(entry.Key), range.From, range.To));
        var all = (range.Reverse ? within.Reverse() : within).ToList();
        return new([.. all.Take(range.Limit)], all.Count > range.Limit, Revision);
    }

    private bool Holds(StoreCondition condition) => condition.Kind switch
    {
        StoreConditionKind.Absent => Get(condition.Key) is null,
        StoreConditionKind.Present => Get(condition.Key) is not null,
        _ => Get(condition.Key) is { } entry && Text(entry.Value) == Text(condition.Value),
    };

    private static bool Removes(StoreOperation removal, string key) => removal.Kind == StoreOperationKind.Delete
        ? Text(removal.Key) == key
        : Within(key, removal.Key, removal.To);

    private static bool Within(string key, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to) =>
        string.CompareOrdinal(key, Text(from)) >= 0 && (to.IsEmpty || string.CompareOrdinal(key, Text(to)) < 0);
}
