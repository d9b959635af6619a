namespace Holdfast.Store;

/// <summary>What an operation does.</summary>
public enum StoreOperationKind
{
    /// <summary>Gives a key a value, whether it exists or not.</summary>
    Put,

    /// <summary>Removes a key, if it exists.</summary>
    Delete,

    /// <summary>Removes every key of an interval.</summary>
    DeleteRange,
}

/// <summary>One change that a batch makes.</summary>
public readonly record struct StoreOperation
{
    private StoreOperation(StoreOperationKind kind, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value = default, ReadOnlyMemory<byte> to = default) =>
        (Kind, Key, Value, To) = (kind, key, value, to);

    /// <summary>What it does.</summary>
    public StoreOperationKind Kind { get; }

    /// <summary>To which key; the first one of an interval.</summary>
    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>For <see cref="StoreOperationKind.Put"/>: the value.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>For <see cref="StoreOperationKind.DeleteRange"/>: the key before which the interval ends; empty for no end.</summary>
    public ReadOnlyMemory<byte> To { get; }

    /// <summary>Gives a key a value.</summary>
    public static StoreOperation Put(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => new(StoreOperationKind.Put, key, value);

    /// <summary>Removes a key, if it exists.</summary>
    public static StoreOperation Delete(ReadOnlyMemory<byte> key) => new(StoreOperationKind.Delete, key);

    /// <summary>Removes every key of an interval. Each is a change of its own in the feed, so intervals had better be small.</summary>
    /// <param name="from">The first key.</param>
    /// <param name="to">The key before which it ends; empty for no end.</param>
    public static StoreOperation DeleteRange(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to) => new(StoreOperationKind.DeleteRange, from, to: to);
}
