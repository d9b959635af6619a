using System.Runtime.CompilerServices;

namespace Holdfast.Store.Memory;

/// <summary>
/// A store that ends with its process, for tests and simulation. Its state is one immutable value, swapped whole; every call
/// but <see cref="WatchAsync"/> ends before it returns.
/// </summary>
public sealed class MemoryStore : IOrderedStore
{
    private readonly Lock _lock = new();
    private MemoryState _state = MemoryState.Empty;
    private TaskCompletionSource _changed = NewSignal();
    private bool _closed;

    /// <summary>An empty store.</summary>
    /// <param name="limits">Other limits than <see cref="DefaultLimits"/>.</param>
    public MemoryStore(StoreLimits? limits = null) => Limits = limits ?? DefaultLimits;

    /// <summary>Those of the smallest engine, so that what passes here passes everywhere.</summary>
    public static StoreLimits DefaultLimits { get; } = new()
    {
        MaxKeyOctets = 4096,
        MaxValueOctets = 1 << 20,
        MaxBatchOperations = 128,
        MaxBatchOctets = 1 << 20,
        MaxRangeEntries = 1000,
        MaxRangeOctets = 4 << 20,
        FeedRevisions = 10_000,
    };

    /// <inheritdoc/>
    public StoreLimits Limits { get; }

    /// <inheritdoc/>
    public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        Limits.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Current().Get(key));
    }

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken)
    {
        Limits.Check(range);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Current().Range(range, Limits.MaxRangeOctets));
    }

    /// <inheritdoc/>
    public ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = Current();
        return ValueTask.FromResult<IStoreSnapshot>(new StoreSnapshot(
            state.Revision, Limits, (key, _) => ValueTask.FromResult(state.Get(key)), (range, _) => ValueTask.FromResult(state.Range(range, Limits.MaxRangeOctets))));
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        Limits.Check(batch);
        cancellationToken.ThrowIfCancellationRequested();
        CommitResult result;
        TaskCompletionSource? signal = null;
        lock (_lock)
        {
            var before = Current();
            (_state, result) = before.Commit(batch, Limits.FeedRevisions ?? long.MaxValue);
            if (_state != before)
            {
                (signal, _changed) = (_changed, NewSignal());
            }
        }

        signal?.SetResult();
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, CancellationToken cancellationToken)
    {
        Limits.Check(watch);
        return FollowAsync(watch, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
        }

        _changed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async IAsyncEnumerable<StoreChange> FollowAsync(StoreWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = watch.After;
        while (true)
        {
            Task changed;
            MemoryState state;
            lock (_lock)
            {
                (state, changed) = (Current(), _changed.Task);
            }

            foreach (var commit in state.CommitsAfter(after))
            {
                after = commit.Revision;
                foreach (var change in commit.Within(watch))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return change;
                }
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private MemoryState Current() => _closed ? throw StoreException.Closed() : _state;
}
