namespace Holdfast.Tables.Catalog;

/// <summary>What an index has of its items, beside its key and the table's.</summary>
internal enum ProjectionType
{
    /// <summary>Nothing more.</summary>
    KeysOnly,

    /// <summary>Attributes that are named.</summary>
    Include,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>A secondary index.</summary>
/// <param name="Name">Its name, one of the table's.</param>
/// <param name="Number">Its number in keys of the store; 1 and up, never used again within a table.</param>
/// <param name="IsGlobal">Whether it has partitions of its own.</param>
/// <param name="Key">Its key.</param>
/// <param name="Projection">What it has of its items.</param>
/// <param name="Included">With <see cref="ProjectionType.Include"/>: which attributes.</param>
/// <param name="Throughput">A global index's throughput where it is provisioned.</param>
internal sealed record IndexDefinition(
    string Name, byte Number, bool IsGlobal, KeySchema Key, ProjectionType Projection, ImmutableArray<string> Included, Throughput? Throughput)
{
    /// <summary>The projection as AWS names it.</summary>
    public string ProjectionText => Projection switch
    {
        ProjectionType.KeysOnly => "KEYS_ONLY",
        ProjectionType.Include => "INCLUDE",
        _ => "ALL",
    };
}
