namespace Holdfast.Store;

/// <summary>
/// Ordered keys, conditional atomic batches and a feed of changes. Safe for concurrent use. What is asked beyond
/// <see cref="Limits"/> is an <see cref="ArgumentException"/> that names the limit; trouble with the environment is a
/// <see cref="StoreException"/>. Octets that are passed in may be reused once the call has ended.
/// </summary>
public interface IOrderedStore : IAsyncDisposable
{
    /// <summary>What the engine can take.</summary>
    StoreLimits Limits { get; }

    /// <summary>Reads one key. Linearizable: it sees every commit that returned before it was called.</summary>
    /// <returns>The entry; null when there is none.</returns>
    ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Reads one page of an interval, as of one revision. Linearizable.</summary>
    ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken);

    /// <summary>Reads that all see the store as of one revision, whatever is committed meanwhile. Dispose it soon.</summary>
    ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Commits a batch if all of its conditions hold: all or nothing, durable when it returns. A commit that is cancelled while
    /// it is under way may have been made.
    /// </summary>
    ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Changes within an interval, one by one, by revision and then by key, without gaps or repeats, until cancelled
    /// (<see cref="OperationCanceledException"/>), <see cref="StoreFault.Compacted"/> or <see cref="StoreFault.Closed"/>.
    /// </summary>
    IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, CancellationToken cancellationToken);
}

/// <summary>A store as of one revision.</summary>
public interface IStoreSnapshot : IAsyncDisposable
{
    /// <summary>The latest commit that it sees.</summary>
    Revision Revision { get; }

    /// <summary>Reads one key.</summary>
    /// <returns>The entry; null when there is none.</returns>
    ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Reads one page of an interval.</summary>
    ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken);
}
