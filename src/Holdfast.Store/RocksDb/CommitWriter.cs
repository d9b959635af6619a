using Holdfast.Store.RocksDb.Native;

namespace Holdfast.Store.RocksDb;

/// <summary>
/// Commits, one group after another. The first who comes writes, on its own thread, for all that wait, with one sync; what
/// comes meanwhile is the next group.
/// </summary>
/// <param name="database">Where to write; the store closes it.</param>
/// <param name="latest">How to read what is there.</param>
/// <param name="options">Groups, queue and retention.</param>
/// <param name="revision">Of the last commit.</param>
/// <param name="feedStart">The feed has everything after it.</param>
internal sealed class CommitWriter(RocksDatabase database, RocksReadOptions latest, RocksDbOptions options, Revision revision, Revision feedStart)
{
    private readonly Lock _lock = new();
    private readonly Queue<WaitingCommit> _waiting = new();
    private Revision _revision = revision; // this and the next are changed by whoever writes
    private Revision _feedStart = feedStart;
    private TaskCompletionSource _changed = NewSignal();
    private bool _writing;
    private bool _closed;

    /// <summary>Ends with the next group that changes something, and when the store is closed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    public ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        WaitingCommit commit = new(batch, cancellationToken);
        lock (_lock)
        {
            if (_closed)
            {
                throw StoreException.Closed();
            }

            if (_waiting.Count >= options.WaitingCommits)
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

    /// <summary>Takes no more commits; those that wait are told.</summary>
    public void Close()
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            (_closed, signal) = (true, _changed);
        }

        signal.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Runs on one thread at a time: _writing.
    private void WriteGroup()
    {
        var more = true;
        try
        {
            using var use = database.Use();
            using CommitGroup group = new(database, latest, _revision);
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
                database.WriteSynced(batch);
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
            while (taken.Count < options.GroupCommits && octets < RocksDbStore.DefaultLimits.MaxBatchOctets && _waiting.TryDequeue(out var commit))
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
        Revision wanted = new(next.Value - options.FeedRevisions);
        if (wanted.Value - _feedStart.Value <= options.FeedRevisions / 8)
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
}
