namespace Holdfast.Store.RocksDb;

/// <summary>A batch on its way, and who waits for it.</summary>
internal sealed class WaitingCommit(StoreBatch batch, CancellationToken cancellationToken)
    : TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public StoreBatch Batch => batch;

    /// <summary>Heeded until the batch's turn comes.</summary>
    public CancellationToken CancellationToken => cancellationToken;
}
