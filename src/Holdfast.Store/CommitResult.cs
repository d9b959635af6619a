namespace Holdfast.Store;

/// <summary>What became of a batch.</summary>
public readonly record struct CommitResult
{
    private CommitResult(Revision revision, int? refusedBy) => (Revision, RefusedBy) = (revision, refusedBy);

    /// <summary>Whether every condition held and every operation was done, durably.</summary>
    public bool IsCommitted => RefusedBy is null;

    /// <summary>
    /// Committed: the commit's revision, or the store's latest one when the batch changed nothing. Refused: the latest one as of
    /// which a condition failed.
    /// </summary>
    public Revision Revision { get; }

    /// <summary>The index of the first condition that failed; null when committed.</summary>
    public int? RefusedBy { get; }

    /// <summary>All or nothing was all.</summary>
    public static CommitResult Committed(Revision revision) => new(revision, null);

    /// <summary>All or nothing was nothing.</summary>
    public static CommitResult Refused(int condition, Revision revision) => new(revision, condition);
}
