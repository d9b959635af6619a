namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// Writes a journal on a thread of its own, because waiting for a disk blocks: soon after something is noted, so that what
/// is noted together is written together, and at once on request.
/// </summary>
internal sealed class JournalThread : IDisposable
{
    // How long what is noted may stay in memory alone.
    private static readonly TimeSpan _batchDelay = TimeSpan.FromMilliseconds(50);

    // How long after a failure writing is tried again.
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);

    private readonly GuardJournal _journal;
    private readonly AutoResetEvent _noted = new(false);
    private readonly ManualResetEventSlim _hurry = new(false);
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private List<TaskCompletionSource<bool>> _waiting = [];
    private volatile bool _stopping;

    public JournalThread(GuardJournal journal)
    {
        _journal = journal;
        _journal.OnPending = () => _noted.Set();
        _thread = new Thread(Run) { IsBackground = true, Name = "guard journal" };
        _thread.Start();
    }

    /// <summary>Writes at once all that was noted before. The result says whether it is on the disk.</summary>
    public Task<bool> FlushAsync()
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_stopping)
            {
                return Task.FromResult(false);
            }

            _waiting.Add(written);
        }

        _hurry.Set();
        _noted.Set();
        return written.Task;
    }

    /// <summary>Writes what is left, closes the log and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
        }

        _hurry.Set();
        _noted.Set();
        _thread.Join();
        _noted.Dispose();
        _hurry.Dispose();
    }

    private void Run()
    {
        var written = true;
        while (!_stopping)
        {
            if (written)
            {
                _noted.WaitOne();
                _hurry.Wait(_batchDelay);
            }
            else
            {
                _hurry.Wait(_retryAfter);
            }

            _hurry.Reset();
            written = WriteOnce();
        }

        WriteOnce();
        _journal.Dispose();
    }

    private bool WriteOnce()
    {
        List<TaskCompletionSource<bool>> waiting;
        lock (_gate)
        {
            (waiting, _waiting) = (_waiting, []);
        }

        var written = _journal.Write();
        waiting.ForEach(waiter => waiter.SetResult(written));
        return written;
    }
}
