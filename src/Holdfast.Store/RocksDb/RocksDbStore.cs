using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Store.RocksDb.Native;

namespace Holdfast.Store.RocksDb;

/// <summary>
/// A store in a directory, for one process at a time. Reads run on the caller's thread; commits go through
/// <see cref="CommitWriter"/>.
/// </summary>
public sealed class RocksDbStore : IOrderedStore
{
    private const string OwnerFile = "OWNER";
    private const int PageCommits = 64; // of the feed, read at once

    private readonly RocksReadOptions _latest = new();
    private readonly RocksDatabase _database;
    private readonly CommitWriter _writer;

    private RocksDbStore(RocksDatabase database, RocksDbOptions options)
    {
        _database = database;
        Limits = DefaultLimits with { FeedRevisions = options.FeedRevisions };
        var revision = ReadRevision(_latest);
        using var feed = database.Iterate(RocksFormat.Feed, _latest);
        feed.Seek([]);
        _writer = new(database, _latest, options, revision, feed.IsAtKey() ? new(RocksFormat.ToRevision(feed.Key).Value - 1) : revision);
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
        var revision = ReadRevision(snapshot.Read);
        return ValueTask.FromResult<IStoreSnapshot>(new StoreSnapshot(
            revision,
            Limits,
            (key, _) =>
            {
                using var use = _database.Use();
                return ValueTask.FromResult(_database.Get(RocksFormat.Entries, key.Span, snapshot.Read, RocksFormat.ToEntry));
            },
            (range, _) =>
            {
                using var use = _database.Use();
                return ValueTask.FromResult(ReadRange(range, snapshot.Read, revision));
            },
            snapshot));
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        Limits.Check(batch);
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.CommitAsync(batch, cancellationToken);
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
        _writer.Close();
        _database.Dispose();
        await _database.Closed;
    }

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

    private async IAsyncEnumerable<StoreChange> FollowAsync(StoreWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = watch.After;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var changed = _writer.Changed; // before reading: what comes meanwhile is not slept through
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
}
