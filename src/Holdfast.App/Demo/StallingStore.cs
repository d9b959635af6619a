using Holdfast.Store;

namespace Holdfast.App.Demo;

/// <summary>An enactor's stay in bed: it decided on a plan, and sleeps at the very moment before it puts it.</summary>
internal sealed class Stall
{
    /// <summary>Ended when it fell asleep.</summary>
    public TaskCompletionSource Asleep { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>To be ended to wake it.</summary>
    public TaskCompletionSource Awake { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the store said to the plan that it put after it woke.</summary>
    public TaskCompletionSource<CommitResult> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The store as one enactor sees it, whose process may be stopped between deciding and writing, as a machine may stop it.</summary>
internal sealed class StallingStore(IOrderedStore store) : IOrderedStore
{
    private static readonly byte[] _plans = "holdfast/endpoints/plan/"u8.ToArray(); // docs/formats/endpoint-plan.md

    private Stall? _next;
    private volatile Task _turn = Task.CompletedTask;

    /// <inheritdoc/>
    public StoreLimits Limits => store.Limits;

    /// <summary>Stops the process before it puts its next plan.</summary>
    public Stall StallNext()
    {
        var stall = new Stall();
        Volatile.Write(ref _next, stall);
        return stall;
    }

    /// <summary>Lets this one put plans only after something ended.</summary>
    public void GoAfter(Task other) => _turn = other;

    /// <inheritdoc/>
    public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => store.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken) => store.RangeAsync(range, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken) => store.SnapshotAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, CancellationToken cancellationToken) => store.WatchAsync(watch, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        if (!batch.Operations.Any(operation => operation.Key.Span.StartsWith(_plans)))
        {
            return await store.CommitAsync(batch, cancellationToken);
        }

        if (Interlocked.Exchange(ref _next, null) is { } stall)
        {
            // A process that is stopped notices no deadline of its own either.
            stall.Asleep.TrySetResult();
            await stall.Awake.Task;
            var late = await store.CommitAsync(batch, CancellationToken.None);
            stall.Outcome.TrySetResult(late);
            return late;
        }

        await _turn.WaitAsync(cancellationToken);
        return await store.CommitAsync(batch, cancellationToken);
    }

    /// <summary>The store itself is another's to close.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
