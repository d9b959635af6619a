using Etcdserverpb;
using Google.Protobuf;

namespace Holdfast.Store.Etcd;

/// <summary>
/// A store in an etcd cluster. Revisions are etcd's own, of the whole cluster, so there are gaps where others use it too. A
/// commit whose outcome cannot be known is <see cref="StoreFault.Timeout"/>. How far back snapshots and the feed reach is how
/// the cluster is told to compact itself (<c>--auto-compaction-mode=revision --auto-compaction-retention=10000</c>).
/// </summary>
public sealed class EtcdStore : IOrderedStore
{
    private const int PartEntries = 64; // a page is read in parts, since etcd does not end it by octets

    private readonly EtcdOptions _options;
    private readonly EtcdCluster _cluster;
    private readonly EtcdKeys _keys;
    private readonly TimeProvider _time;

    /// <summary>A store, which connects when it is first used.</summary>
    /// <param name="options">Where the cluster is.</param>
    /// <param name="time">The clock of deadlines.</param>
    public EtcdStore(EtcdOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Endpoints.IsDefaultOrEmpty || options.Endpoints.Any(one => !one.IsAbsoluteUri || (one.Scheme != Uri.UriSchemeHttp && one.Scheme != Uri.UriSchemeHttps)))
        {
            throw new ArgumentException("etcd needs one endpoint or more, each http://HOST:PORT or https://HOST:PORT", nameof(options));
        }

        (_options, _time) = (options, time ?? TimeProvider.System);
        _cluster = new(options, _time);
        _keys = new(options.Prefix.ToArray());
    }

    /// <summary>What a cluster with etcd's own defaults (1.5 MiB a request, 128 operations) can take.</summary>
    public static StoreLimits DefaultLimits { get; } = new()
    {
        MaxKeyOctets = 4096,
        MaxValueOctets = 1 << 20,
        MaxBatchOperations = 128,
        MaxBatchOctets = 1 << 20,
        MaxRangeEntries = 1000,
        MaxRangeOctets = 4 << 20,
        FeedRevisions = null,
    };

    /// <inheritdoc/>
    public StoreLimits Limits => DefaultLimits;

    /// <inheritdoc/>
    public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        Limits.Check(key);
        return GetAsync(key, Revision.None, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken)
    {
        Limits.Check(range);
        return RangeAsync(range, Revision.None, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        RangeRequest request = new() { Key = _keys.Key(new byte[1]), CountOnly = true };
        var response = await _cluster.ReadAsync((member, call) => member.Keys.RangeAsync(request, call), cancellationToken);
        Revision revision = new(response.Header.Revision);
        return new StoreSnapshot(revision, Limits, (key, stop) => GetAsync(key, revision, stop), (range, stop) => RangeAsync(range, revision, stop));
    }

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        Limits.Check(batch);
        if (batch is { Conditions: [], Operations: [{ Kind: StoreOperationKind.Put } one] })
        {
            // A third faster than a transaction that does the same.
            PutRequest put = new() { Key = _keys.Key(one.Key), Value = UnsafeByteOperations.UnsafeWrap(one.Value) };
            var done = await _cluster.CommitAsync((member, call) => member.Keys.PutAsync(put, call), cancellationToken);
            return CommitResult.Committed(new(done.Header.Revision));
        }

        var transaction = _keys.Transaction(batch);
        return _keys.Result(batch, await _cluster.CommitAsync((member, call) => member.Keys.TxnAsync(transaction, call), cancellationToken));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, CancellationToken cancellationToken)
    {
        Limits.Check(watch);
        return new EtcdWatch(_cluster, _keys, _options, _time).FollowAsync(watch, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _cluster.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, Revision at, CancellationToken cancellationToken)
    {
        RangeRequest request = new() { Key = _keys.Key(key), Revision = at.Value };
        var response = await _cluster.ReadAsync((member, call) => member.Keys.RangeAsync(request, call), cancellationToken);
        return response.Kvs is [var pair] ? _keys.Entry(pair) : null;
    }

    private async ValueTask<RangeResult> RangeAsync(StoreRange range, Revision at, CancellationToken cancellationToken)
    {
        var page = ImmutableArray.CreateBuilder<StoreEntry>();
        var octets = 0L;
        var (from, to) = (range.From, range.To);
        while (true)
        {
            var (first, end) = _keys.Interval(from, to);
            RangeRequest request = new()
            {
                Key = first,
                RangeEnd = end,
                Limit = Math.Min(range.Limit - page.Count, PartEntries),
                Revision = at.Value,
                SortOrder = range.Reverse ? RangeRequest.Types.SortOrder.Descend : RangeRequest.Types.SortOrder.None, // none: by key
                SortTarget = RangeRequest.Types.SortTarget.Key,
            };
            var response = await _cluster.ReadAsync((member, call) => member.Keys.RangeAsync(request, call), cancellationToken);
            at = at == Revision.None ? new(response.Header.Revision) : at;
            foreach (var pair in response.Kvs)
            {
                if (octets >= Limits.MaxRangeOctets)
                {
                    return new(page.ToImmutable(), More: true, at);
                }

                octets += pair.Key.Length + pair.Value.Length;
                page.Add(_keys.Entry(pair));
            }

            if (!response.More || page.Count == range.Limit)
            {
                return new(page.ToImmutable(), response.More, at);
            }

            (from, to) = range.Reverse ? (from, page[^1].Key) : ((byte[])[.. page[^1].Key.Span, 0], to);
        }
    }
}
