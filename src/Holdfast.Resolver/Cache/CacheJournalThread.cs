namespace Holdfast.Resolver.Cache;

/// <summary>Writes a journal on a thread of its own, because waiting for a disk blocks; it sleeps while nothing is noted.</summary>
internal sealed class CacheJournalThread : IDisposable
{
    // How long what is noted may stay in memory alone.
    private static readonly TimeSpan _batchDelay = TimeSpan.FromMilliseconds(250);

    // How long after a failure writing is tried again.
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);

    // These hold nothing of the system as long as nobody asks for their handles, and a late Wake may still come after the
    // end: so they are not disposed.
    private readonly ManualResetEventSlim _noted = new(false);
    private readonly ManualResetEventSlim _stopping = new(false);
    private readonly CacheJournal _journal;
    private readonly Thread _thread;

    public CacheJournalThread(CacheJournal journal)
    {
        _journal = journal;
        _thread = new Thread(Run) { IsBackground = true, Name = "cache journal" };
        _thread.Start();
    }

    /// <summary>Says that something waits to be written.</summary>
    public void Wake() => _noted.Set();

    /// <summary>Ends the thread; what still waits is the journal's to write.</summary>
    public void Dispose()
    {
        _stopping.Set();
        _noted.Set();
        _thread.Join();
    }

    private void Run()
    {
        while (!_stopping.IsSet)
        {
            _noted.Wait();
            _noted.Reset();
            if (!_stopping.Wait(_batchDelay) && !_journal.Write())
            {
                _stopping.Wait(_retryAfter);
                _noted.Set();
            }
        }
    }
}
