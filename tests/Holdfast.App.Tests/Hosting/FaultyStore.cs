using System.Runtime.CompilerServices;
using Holdfast.Store;

namespace Holdfast.App.Tests.Hosting;

/// <summary>A store in a bad environment: it says everything twice, does not answer, or cannot write.</summary>
internal sealed class FaultyStore(IOrderedStore store) : IOrderedStore
{
    /// <summary>Whether commits are carried out twice and changes told twice.</summary>
    public volatile bool Repeats;

    /// <summary>Whether nothing is answered but the watches that run already.</summary>
    public volatile bool Holds;

    /// <summary>What every commit fails with; null for nothing.</summary>
    public StoreFault? Fails { get; set; }

    public StoreLimits Limits => store.Limits;

    public async ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        return await store.GetAsync(key, cancellationToken);
    }

    public async ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        return await store.RangeAsync(range, cancellationToken);
    }

    public ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken) => store.SnapshotAsync(cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        if (Fails is { } fault)
        {
            throw new StoreException(fault, "the disk is full");
        }

        if (Repeats)
        {
            await store.CommitAsync(batch, cancellationToken);
        }

        return await store.CommitAsync(batch, cancellationToken);
    }

    public async IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in store.WatchAsync(watch, cancellationToken))
        {
            yield return change;
            if (Repeats)
            {
                yield return change;
            }
        }
    }

    /// <summary>The store beneath it outlives it, as a disk outlives the engine that uses it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task WaitAsync(CancellationToken cancellationToken) => Holds ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
}
