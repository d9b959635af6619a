using System.Globalization;

namespace Holdfast.Store;

/// <summary>What an engine can take. Lengths are in octets.</summary>
public sealed record StoreLimits
{
    /// <summary>The longest key; keys have at least one octet.</summary>
    public required int MaxKeyOctets { get; init; }

    /// <summary>The longest value.</summary>
    public required int MaxValueOctets { get; init; }

    /// <summary>How many operations a batch may have, and how many conditions.</summary>
    public required int MaxBatchOperations { get; init; }

    /// <summary>How many octets the keys and values of a batch's conditions and operations may have together.</summary>
    public required int MaxBatchOctets { get; init; }

    /// <summary>How many entries a page may have.</summary>
    public required int MaxRangeEntries { get; init; }

    /// <summary>A page ends, and has more, once its keys and values have so many octets.</summary>
    public required int MaxRangeOctets { get; init; }

    /// <summary>How many of the latest revisions the feed of changes is sure to reach back; null where the operator of the engine decides.</summary>
    public required long? FeedRevisions { get; init; }

    internal void Check(ReadOnlyMemory<byte> key)
    {
        if (key.IsEmpty)
        {
            throw new ArgumentException("a key needs at least one octet", nameof(key));
        }

        CheckKeyLength(key);
    }

    internal void Check(StoreRange range)
    {
        CheckKeyLength(range.From);
        CheckKeyLength(range.To);
        if (range.Limit < 1)
        {
            throw new ArgumentException($"a page of {range.Limit} entries was asked for: 1 to {MaxRangeEntries} are allowed", nameof(range));
        }

        Check("the entries of a page", range.Limit, MaxRangeEntries, nameof(MaxRangeEntries));
    }

    internal void Check(StoreWatch watch)
    {
        CheckKeyLength(watch.From);
        CheckKeyLength(watch.To);
    }

    internal void Check(StoreBatch batch)
    {
        if (batch.Conditions.IsDefault || batch.Operations.IsDefault)
        {
            throw new ArgumentException("conditions and operations may be empty, not missing", nameof(batch));
        }

        Check("the conditions of a batch", batch.Conditions.Length, MaxBatchOperations, nameof(MaxBatchOperations));
        Check("the operations of a batch", batch.Operations.Length, MaxBatchOperations, nameof(MaxBatchOperations));
        var octets = 0L;
        foreach (var condition in batch.Conditions)
        {
            Check(condition.Key);
            CheckValueLength(condition.Value);
            octets += condition.Key.Length + condition.Value.Length;
        }

        foreach (var operation in batch.Operations)
        {
            if (operation.Kind != StoreOperationKind.DeleteRange)
            {
                Check(operation.Key);
            }

            CheckKeyLength(operation.Key);
            CheckKeyLength(operation.To);
            CheckValueLength(operation.Value);
            octets += operation.Key.Length + operation.To.Length + operation.Value.Length;
        }

        Check("the octets of a batch", octets, MaxBatchOctets, nameof(MaxBatchOctets));
        CheckEachKeyOnce(batch);
    }

    // etcd refuses the same; what the last of two puts would mean is nobody's guess then.
    private static void CheckEachKeyOnce(StoreBatch batch)
    {
        if (batch.Operations.Length < 2)
        {
            return;
        }

        var puts = batch.Operations.Where(one => one.Kind == StoreOperationKind.Put).Select(one => one.Key)
            .Order(KeyOrder.Instance).ToArray();
        for (var at = 1; at < puts.Length; at++)
        {
            if (puts[at].Span.SequenceEqual(puts[at - 1].Span))
            {
                throw Twice(puts[at]);
            }
        }

        foreach (var removal in batch.Operations.Where(one => one.Kind != StoreOperationKind.Put))
        {
            var at = Array.BinarySearch(puts, removal.Key, KeyOrder.Instance);
            var first = at < 0 ? ~at : at;
            if (removal.Kind == StoreOperationKind.Delete ? at >= 0 : first < puts.Length && Octets.Within(puts[first].Span, removal.Key.Span, removal.To.Span))
            {
                throw Twice(puts[first]);
            }
        }
    }

    private static ArgumentException Twice(ReadOnlyMemory<byte> key) =>
        new($"a batch may change a key once, and changes {Convert.ToHexString(key.Span[..Math.Min(key.Length, 32)])} (hex) twice");

    private void CheckKeyLength(ReadOnlyMemory<byte> key) => Check("the octets of a key", key.Length, MaxKeyOctets, nameof(MaxKeyOctets));

    private void CheckValueLength(ReadOnlyMemory<byte> value) => Check("the octets of a value", value.Length, MaxValueOctets, nameof(MaxValueOctets));

    private static void Check(string what, long have, long limit, string name)
    {
        if (have > limit)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} are {have}: at most {limit} are allowed ({name})"));
        }
    }
}
