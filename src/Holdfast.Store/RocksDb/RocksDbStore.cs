using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Store.RocksDb.Native;

namespace Holdfast.Store.RocksDb;

/// <summary>
/// A store in a directory, for one process at a time. Reads run on the caller's thread. Of the commits that come together,
/// the first one's thread writes all that wait, with one sync (a group); what came meanwhile is the next group.
/// </summary>
public sealed class RocksDbStore : IOrderedStore
{
    private const string OwnerFile = "OWNER";
    private const int PageCommits = 64; // of the feed, read at once

    private readonly Lock _lock = new();
    private readonly Queue<WaitingCommit> _waiting = new();
    private readonly RocksReadOptions _latest = new();
    private readonly RocksDatabase _database;
    private readonly RocksDbOptions _options;
    private Revision _revision; // of the last group; changed by whoever writes
    private Revision _feedStart; // the feed has everything after it; changed by whoever writes
    private TaskCompletionSource _changed = NewSignal();
    private bool _writing;
    private bool _closed;

    private RocksDbStore(RocksDatabase database, RocksDbOptions options)
    {
        (_database, _options) = (database, options);
        Limits = DefaultLimits with { FeedRevisions = options.FeedRevisions };
        _revision = ReadRevision(_latest);
        using var feed = database.Iterate(RocksFormat.Feed, _latest);
        feed.Seek([]);
        _feedStart = feed.IsAtKey() ? new(RocksFormat.ToRevision(feed.Key).Value - 1) : _revision;
    }

    /// <summary>What it can take; feed revisions are as the options say.</summary>
    public static StoreLimits DefaultLimits { get; } = new()
    {
        MaxKeyOctets = 4096,
        MaxValueOctets = 1 << 20,
        MaxBatchOperations = 1024,
        MaxBatchOctets = 4 << 20,
        MaxRangeEntries = 1000,
        MaxRangeOctets = 4 << 20,
        FeedRevisions = null,
    };

    /// <inheritdoc/>
    public StoreLimits Limits { get; }

    /// <summary>Opens a store, or makes one.</summary>
    /// <param name="directory">Its directory, which nothing else should use; created when missing, for its owner alone.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="StoreException">Locked by another process; of a newer version; damaged; not to be read.</exception>
    public static RocksDbStore Open(string directory, RocksDbOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FeedRevisions, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GroupCommits, 1, nameof(options));
        var path = Path.GetFullPath(directory);
        RocksDatabase? database = null;
        try
        {
            CreateDirectory(path);
            database = OpenDatabase(path, options);
            File.WriteAllText(Path.Combine(path, OwnerFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(database, options);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            database?.Dispose();
            throw new StoreException(StoreFault.Unavailable, $"{path}: {fault.Message}", fault);
        }
        catch (StoreException)
        {
            database?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        Limits.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        using var use = _database.Use();
        return ValueTask.FromResult(_database.Get(RocksFormat.Entries, key.Span, _latest, RocksFormat.ToEntry));
    }

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken)
    {
        Limits.Check(range);
        cancellationToken.ThrowIfCancellationRequested();
        using var use = _database.Use();
        using var snapshot = _database.NewSnapshot();
        return ValueTask.FromResult(ReadRange(range, snapshot.Read, ReadRevision(snapshot.Read)));
    }

    /// <inheritdoc/>
    public ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var use = _database.Use();
        var snapshot = _database.NewSnapshot();
        return ValueTask.FromResult<IStoreSnapshot>(new Snapshot(this, snapshot, ReadRevision(snapshot.Read)));
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        Limits.Check(batch);
        cancellationToken.ThrowIfCancellationRequested();
        WaitingCommit commit = new(batch, cancellationToken);
        lock (_lock)
        {
            if (_closed)
            {
                throw StoreException.Closed();
            }

            if (_waiting.Count >= _options.WaitingCommits)
            {
                throw new StoreException(StoreFault.Unavailable, $"{_waiting.Count} commits wait already: the disk is too slow for them");
            }

            _waiting.Enqueue(commit);
            if (_writing)
            {
                return new(commit.Task);
            }

            _writing = true;
        }

        WriteGroup();
        return new(commit.Task);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, CancellationToken cancellationToken)
    {
        Limits.Check(watch);
        return FollowAsync(watch, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            (_closed, signal) = (true, _changed);
        }

        signal.TrySetResult();
        _database.Dispose();
        await _database.Closed;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static RocksDatabase OpenDatabase(string path, RocksDbOptions options)
    {
        RocksDatabase database;
        try
        {
            database = RocksDatabase.Open(path, options, RocksFormat.Families);
        }
        catch (StoreException fault) when (fault.Fault == StoreFault.Locked)
        {
            var owner = Path.Combine(path, OwnerFile);
            throw new StoreException(
                StoreFault.Locked, $"{path} is used by process {(File.Exists(owner) ? File.ReadAllText(owner) : "(unknown)")}: one process at a time", fault);
        }

        using RocksReadOptions read = new();
        var version = database.Get(RocksFormat.Meta, RocksFormat.VersionKey, read, (_, value) => value.ToArray());
        if (version is null)
        {
            using var batch = database.NewBatch();
            batch.Put(RocksFormat.Meta, RocksFormat.VersionKey, [RocksFormat.Version]);
            database.WriteSynced(batch);
        }
        else if (version is not [RocksFormat.Version])
        {
            database.Dispose();
            throw new StoreException(
                StoreFault.Corrupt, $"{path} has format {Convert.ToHexString(version)} (hex), this program knows {RocksFormat.Version}: use a newer one");
        }

        return database;
    }

    // Runs on one thread at a time: _writing.
    private void WriteGroup()
    {
        var more = true;
        try
        {
            using var use = _database.Use();
            using CommitGroup group = new(_database, _latest, _revision);
            WriteGroup(group);
        }
        catch (StoreException closed) when (closed.Fault == StoreFault.Closed)
        {
            FailAll(closed);
            return;
        }
        finally
        {
            lock (_lock)
            {
                more = _writing = _waiting.Count > 0;
            }
        }

        if (more)
        {
            // The thread belongs to a caller, whose commit is done.
            ThreadPool.UnsafeQueueUserWorkItem(static store => store.WriteGroup(), this, preferLocal: false);
        }
    }

    private void WriteGroup(CommitGroup group)
    {
        var taken = TakeWaiting();
        try
        {
            taken.ForEach(group.Add);
            if (group.Batch is { } batch)
            {
                var feedStart = Trim(batch, group.Revision);
                batch.Put(RocksFormat.Meta, RocksFormat.RevisionKey, RocksFormat.OfRevision(group.Revision));
                _database.WriteSynced(batch);
                (_revision, _feedStart) = (group.Revision, feedStart);
            }
        }
        catch (Exception fault) // whatever it was: those who wait must hear of it
        {
            // Those who were refused too: what refused them may not be there.
            taken.ForEach(commit => commit.TrySetException(fault is StoreException store ? new StoreException(store.Fault, store.Message, store) : fault));
            return;
        }

        group.Complete();
        if (group.Batch is not null)
        {
            TaskCompletionSource signal;
            lock (_lock)
            {
                (signal, _changed) = (_changed, _closed ? _changed : NewSignal());
            }

            signal.TrySetResult();
        }
    }

    private List<WaitingCommit> TakeWaiting()
    {
        List<WaitingCommit> taken = [];
        lock (_lock)
        {
            var octets = 0L;
            while (taken.Count < _options.GroupCommits && octets < Limits.MaxBatchOctets && _waiting.TryDequeue(out var commit))
            {
                octets += commit.Batch.Operations.Sum(operation => (long)operation.Value.Length);
                taken.Add(commit);
            }
        }

        return taken;
    }

    // Rarely and many at once: each such removal is a tombstone that readers step over.
    private Revision Trim(RocksBatch batch, Revision next)
    {
        Revision wanted = new(next.Value - _options.FeedRevisions);
        if (wanted.Value - _feedStart.Value <= _options.FeedRevisions / 8)
        {
            return _feedStart;
        }

        batch.DeleteRange(RocksFormat.Feed, RocksFormat.OfRevision(Revision.None), RocksFormat.OfRevision(new(wanted.Value + 1)));
        return wanted;
    }

    private void FailAll(StoreException fault)
    {
        List<WaitingCommit> waiting;
        lock (_lock)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        waiting.ForEach(commit => commit.TrySetException(fault));
    }

    private async IAsyncEnumerable<StoreChange> FollowAsync(StoreWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = watch.After;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            var page = ReadFeed(after);
            foreach (var commit in page)
            {
                after = commit.Revision;
                foreach (var change in commit.Within(watch))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return change;
                }
            }

            if (page.Count == 0)
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    // Revisions have no gaps: where the next one is not the one after, the feed no longer reaches back so far.
    private List<StoreCommit> ReadFeed(Revision after)
    {
        using var use = _database.Use();
        List<StoreCommit> page = [];
        var octets = 0L;
        using var feed = _database.Iterate(RocksFormat.Feed, _latest);
        for (feed.Seek(RocksFormat.OfRevision(new(after.Value + 1)));
             feed.IsAtKey() && page.Count < PageCommits && octets < Limits.MaxRangeOctets;
             feed.Next())
        {
            if (page.Count == 0 && RocksFormat.ToRevision(feed.Key) is var first && first.Value != after.Value + 1)
            {
                throw StoreException.Compacted(after, new(first.Value - 1));
            }

            octets += feed.Value.Length;
            page.Add(RocksFormat.ToCommit(feed.Key, feed.Value));
        }

        return page;
    }

    private Revision ReadRevision(RocksReadOptions read) =>
        _database.Get(RocksFormat.Meta, RocksFormat.RevisionKey, read, (_, value) => (object)RocksFormat.ToRevision(value)) is Revision revision
            ? revision
            : Revision.None;

    private RangeResult ReadRange(StoreRange range, RocksReadOptions read, Revision revision)
    {
        var page = ImmutableArray.CreateBuilder<StoreEntry>();
        var octets = 0L;
        using var at = _database.Iterate(RocksFormat.Entries, read);
        if (range.Reverse)
        {
            at.SeekBefore(range.To.Span);
        }
        else
        {
            at.Seek(range.From.Span);
        }

        while (at.IsAtKey() && Octets.Within(at.Key, range.From.Span, range.To.Span))
        {
            if (page.Count == range.Limit || octets >= Limits.MaxRangeOctets)
            {
                return new(page.ToImmutable(), More: true, revision);
            }

            var entry = RocksFormat.ToEntry(at.Key, at.Value);
            octets += entry.Key.Length + entry.Value.Length;
            page.Add(entry);
            if (range.Reverse)
            {
                at.Previous();
            }
            else
            {
                at.Next();
            }
        }

        return new(page.ToImmutable(), More: false, revision);
    }

    private sealed class Snapshot(RocksDbStore store, RocksSnapshot snapshot, Revision revision) : IStoreSnapshot
    {
        private bool _closed;

        public Revision Revision => revision;

        public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
        {
            store.Limits.Check(key);
            cancellationToken.ThrowIfCancellationRequested();
            using var use = Use();
            return ValueTask.FromResult(store._database.Get(RocksFormat.Entries, key.Span, snapshot.Read, RocksFormat.ToEntry));
        }

        public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken)
        {
            store.Limits.Check(range);
            cancellationToken.ThrowIfCancellationRequested();
            using var use = Use();
            return ValueTask.FromResult(store.ReadRange(range, snapshot.Read, revision));
        }

        public ValueTask DisposeAsync()
        {
            _closed = true;
            snapshot.Dispose();
            return ValueTask.CompletedTask;
        }

        private RocksUse Use() => _closed ? throw StoreException.Closed() : store._database.Use();
    }
}
