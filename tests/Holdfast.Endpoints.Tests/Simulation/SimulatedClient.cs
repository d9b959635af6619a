using Holdfast.Store;
using Holdfast.Store.Memory;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>The store as one process sees it: one request at a time, each answered when the schedule says so.</summary>
internal sealed class SimulatedClient(string name, SimulatedNetwork network) : IOrderedStore
{
    /// <summary>The request that waits for its answer; null when there is none.</summary>
    public SimulatedCall? Call { get; set; }

    public string Name => name;

    public StoreLimits Limits => MemoryStore.DefaultLimits;

    public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => Send(() => network.Store.Get(key.Span));

    public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken) => Send(() => network.Store.Range(range));

    public ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken) => Send(() => network.Store.Commit(name, batch));

    public ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken) => throw new NotSupportedException("enactors take no snapshots");

    public IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, CancellationToken cancellationToken) => throw new NotSupportedException("enactors watch nothing");

    public ValueTask DisposeAsync() => default;

    private ValueTask<T> Send<T>(Func<T> act)
    {
        if (Call is not null)
        {
            throw new InvalidOperationException($"{name} sends a request while another waits for its answer");
        }

        var call = new SimulatedCall<T>(act);
        Call = call;
        return call.Task;
    }
}
