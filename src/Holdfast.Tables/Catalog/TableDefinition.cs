namespace Holdfast.Tables.Catalog;

/// <summary>Capacity that was asked for. It is told back, and limits nothing.</summary>
internal sealed record Throughput(long Read, long Write);

/// <summary>Which attribute says when an item ends.</summary>
internal sealed record TimeToLive(string Attribute);

/// <summary>What becomes of a table.</summary>
internal enum TableStatus
{
    /// <summary>It serves.</summary>
    Active,

    /// <summary>It serves no more; its items are being removed.</summary>
    Deleting,
}

/// <summary>A table: what it is called, how its items are keyed, what was asked for it. Kept as JSON under its name.</summary>
internal sealed record TableDefinition
{
    /// <summary>The version of this form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number in keys of the store. A table of the same name that is made later has another one.</summary>
    public required uint Number { get; init; }

    /// <summary>Its id, for people.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What becomes of it.</summary>
    public TableStatus Status { get; init; }

    /// <summary>How its items are keyed.</summary>
    public required KeySchema Key { get; init; }

    /// <summary>Its indexes.</summary>
    public ImmutableArray<IndexDefinition> Indexes { get; init; } = [];

    /// <summary>The number of the index that was made last.</summary>
    public byte LastIndex { get; init; }

    /// <summary>Its throughput where it is provisioned; null where it is paid per request.</summary>
    public Throughput? Throughput { get; init; }

    /// <summary>When the billing mode became per request; null when it never did.</summary>
    public DateTimeOffset? PayPerRequestSince { get; init; }

    /// <summary>Whether it was asked for by billing mode rather than by throughput alone.</summary>
    public bool HasBillingMode { get; init; }

    /// <summary>Whether it cannot be deleted.</summary>
    public bool DeletionProtection { get; init; }

    /// <summary>STANDARD or STANDARD_INFREQUENT_ACCESS; null when nobody said.</summary>
    public string? TableClass { get; init; }

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Which attribute says when an item ends; null when none does.</summary>
    public TimeToLive? TimeToLive { get; init; }

    /// <summary>An index by its name; null when there is none.</summary>
    public IndexDefinition? FindIndex(string name) => Indexes.FirstOrDefault(index => index.Name == name);
}
