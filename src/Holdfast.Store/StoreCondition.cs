namespace Holdfast.Store;

/// <summary>What a condition asks of its key.</summary>
public enum StoreConditionKind
{
    /// <summary>That there is no such key.</summary>
    Absent,

    /// <summary>That there is such a key.</summary>
    Present,

    /// <summary>That it was last modified by a given commit.</summary>
    ModifiedAt,

    /// <summary>That it has a given value.</summary>
    ValueIs,
}

/// <summary>Something that must hold for a batch to be committed.</summary>
public readonly record struct StoreCondition
{
    private StoreCondition(StoreConditionKind kind, ReadOnlyMemory<byte> key, Revision modified = default, ReadOnlyMemory<byte> value = default) =>
        (Kind, Key, Modified, Value) = (kind, key, modified, value);

    /// <summary>What is asked.</summary>
    public StoreConditionKind Kind { get; }

    /// <summary>Of which key.</summary>
    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>For <see cref="StoreConditionKind.ModifiedAt"/>: by which commit.</summary>
    public Revision Modified { get; }

    /// <summary>For <see cref="StoreConditionKind.ValueIs"/>: which value.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>The key does not exist.</summary>
    public static StoreCondition Absent(ReadOnlyMemory<byte> key) => new(StoreConditionKind.Absent, key);

    /// <summary>The key exists.</summary>
    public static StoreCondition Present(ReadOnlyMemory<byte> key) => new(StoreConditionKind.Present, key);

    /// <summary>The key was last modified by a commit; <see cref="Revision.None"/>: it does not exist.</summary>
    public static StoreCondition ModifiedAt(ReadOnlyMemory<byte> key, Revision revision) => new(StoreConditionKind.ModifiedAt, key, revision);

    /// <summary>The key exists and has a value.</summary>
    public static StoreCondition ValueIs(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => new(StoreConditionKind.ValueIs, key, value: value);

    /// <summary>Whether it holds of what is there.</summary>
    /// <param name="entry">What the key has now; null for nothing.</param>
    internal bool Holds(StoreEntry? entry) => Kind switch
    {
        StoreConditionKind.Absent => entry is null,
        StoreConditionKind.Present => entry is not null,
        StoreConditionKind.ModifiedAt => (entry?.Modified ?? Revision.None) == Modified,
        _ => entry is not null && entry.Value.Span.SequenceEqual(Value.Span),
    };
}
