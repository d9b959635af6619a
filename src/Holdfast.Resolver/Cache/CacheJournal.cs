using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Resolver.Durable;
using Holdfast.Resolver.Resolving;
using Microsoft.Extensions.Logging;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// Carries the cache across a restart, whatever ends the process. Answers that are stored are noted, and written together
/// a moment later, by a thread of its own. Opening the journal files them again: with the age they have by wall time, so
/// that those whose TTL has passed are stale.
/// </summary>
/// <remarks>
/// The live cache is the truth: whenever the log grew too long, fell behind or could not be written, it is written anew
/// from there. It is not synchronized with the disk for each batch: a loss of power may cost the last seconds, or all.
/// </remarks>
public sealed class CacheJournal : IDisposable
{
    // The most answers that wait to be written. Beyond, it is cheaper to write the whole cache anew.
    private const int MaxPending = 65_536;

    // A log below this is never written anew for its length; above it, when it is so many times as long as then.
    private const long LeastCompacted = 1 << 20;
    private const int CompactFactor = 3;

    // How many octets of records are brought to the log in one write.
    private const int MaxBatchOctets = 1 << 20;

    private const string LogName = "cache.log";

    private readonly AnswerCache _cache;
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private readonly Lock _noting = new();
    private readonly Lock _writing = new();
    private readonly AppendLog _log;
    private List<CachedAnswer> _pending = [];
    private CacheJournalThread? _thread;
    private long _compactAbove = LeastCompacted;
    private bool _mustCompact;
    private bool _failing;

    private CacheJournal(AnswerCache cache, MonotonicClock clock, ILogger logger, AppendLog log) =>
        (_cache, _clock, _logger, _log) = (cache, clock, logger, log);

    /// <summary>How many answers were restored when it was opened.</summary>
    public int Restored { get; private set; }

    /// <summary>How many answers were written since.</summary>
    public long Written { get; private set; }

    /// <summary>How many writes have failed.</summary>
    public long Failures { get; private set; }

    /// <summary>The log's length in octets.</summary>
    public long Length => _log.Length;

    /// <summary>Opens the journal of a directory, files what it holds in the cache, and keeps it from then on.</summary>
    /// <param name="directory">Where; created when missing.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="clock">The clock; its <see cref="MonotonicClock.Time"/> gives the wall time that ages are counted in.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="journal">The journal, or null.</param>
    /// <param name="fault">Why the directory cannot be used: no access, or another process uses it.</param>
    public static bool TryOpen(
        string directory,
        AnswerCache cache,
        MonotonicClock clock,
        ILogger logger,
        [NotNullWhen(true)] out CacheJournal? journal,
        [NotNullWhen(false)] out string? fault)
    {
        journal = null;
        try
        {
            if (!TryOpen(new DirectoryStorage(directory), cache, clock, logger, SecureSalt, out journal, out fault))
            {
                return false;
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            fault = $"{directory} cannot be used: {refused.Message}";
            return false;
        }

        journal._thread = new CacheJournalThread(journal);
        return true;
    }

    /// <summary>Opens a journal on a storage of one's own. Nothing is written but by <see cref="Write"/>.</summary>
    internal static bool TryOpen(
        IStorage storage,
        AnswerCache cache,
        MonotonicClock clock,
        ILogger logger,
        Func<ulong> chance,
        [NotNullWhen(true)] out CacheJournal? journal,
        [NotNullWhen(false)] out string? fault)
    {
        journal = null;
        var (restored, passedOver) = (0, 0);
        var providers = new ProviderNames();
        var (now, wallTime) = (clock.Now, clock.Time.GetUtcNow());
        if (!AppendLog.TryOpen(storage, LogName, JournaledAnswer.LogKind, chance, Read, out var log, out var recovery, out fault))
        {
            return false;
        }

        if (recovery.DamagedOctets > 0)
        {
            CacheMessages.Damaged(logger, log.Path, recovery.ToString());
        }

        CacheMessages.Restored(logger, restored, log.Path, passedOver);
        journal = new CacheJournal(cache, clock, logger, log) { Restored = restored };
        journal._compactAbove = Math.Max(LeastCompacted, cache.Octets * CompactFactor);
        cache.Stored += journal.Note;
        cache.Removed += journal.NoteRemoval;
        return true;

        void Read(ReadOnlyMemory<byte> record)
        {
            var filed = JournaledAnswer.Decode(record, providers) is { } answer
                && cache.Restore(answer.Key.Span, answer.Answer, now - AgeOf(answer, wallTime), now);
            _ = filed ? restored++ : passedOver++;
        }
    }

    /// <summary>Writes all that waits.</summary>
    /// <returns>Whether nothing is left behind.</returns>
    internal bool Write()
    {
        lock (_writing)
        {
            var batch = TakePending();
            var compacts = Interlocked.Exchange(ref _mustCompact, false) || _log.Length > _compactAbove;
            var written = compacts ? Compact(out var fault) : Append(batch, out fault);
            if (!written)
            {
                Failures++;
                Volatile.Write(ref _mustCompact, true);
            }

            if (_failing == written)
            {
                _failing = !written;
                CacheMessages.TellWriting(_logger, _log.Path, fault);
            }

            return written;
        }
    }

    /// <summary>Writes what waits and closes the log.</summary>
    public void Dispose()
    {
        _cache.Stored -= Note;
        _cache.Removed -= NoteRemoval;
        _thread?.Dispose();
        lock (_writing)
        {
            Write();
            _log.Dispose();
        }
    }

    // A clock that was set back must not make an answer younger than it is: then it counts as just expired.
    private static TimeSpan AgeOf(JournaledAnswer answer, DateTimeOffset now) =>
        now >= answer.ReceivedAt ? now - answer.ReceivedAt : answer.Answer.Ttl;

    private static ulong SecureSalt() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    // What can no longer be used once its TTL has passed is not worth keeping: failures, and what is held for a short time.
    private static bool IsWorthKeeping(CachedAnswer entry) => entry.StaleUntil > entry.FreshUntil;

    private void Note(CachedAnswer entry)
    {
        if (!IsWorthKeeping(entry))
        {
            return;
        }

        bool first;
        lock (_noting)
        {
            first = _pending.Count == 0;
            if (_pending.Count == MaxPending)
            {
                _pending.Clear();
                _mustCompact = true;
            }

            _pending.Add(entry);
        }

        if (first)
        {
            _thread?.Wake();
        }
    }

    private void NoteRemoval()
    {
        Volatile.Write(ref _mustCompact, true);
        _thread?.Wake();
    }

    private List<CachedAnswer> TakePending()
    {
        lock (_noting)
        {
            var batch = _pending;
            _pending = [];
            return batch;
        }
    }

    private bool Append(List<CachedAnswer> batch, out string? fault)
    {
        fault = null;
        var records = new List<byte[]>();
        var octets = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            // One that is no longer in the cache was replaced by a later one, which waits as well, or given up.
            if (batch[i].Queue is not null)
            {
                records.Add(Encode(batch[i]));
                octets += records[^1].Length;
            }

            if (octets > MaxBatchOctets || (i == batch.Count - 1 && records.Count > 0))
            {
                if (!_log.TryAppend(records, out fault))
                {
                    return false;
                }

                Written += records.Count;
                records.Clear();
                octets = 0;
            }
        }

        return true;
    }

    private bool Compact(out string? fault)
    {
        if (!_log.TryCompact(_cache.Entries.Where(IsWorthKeeping).Select(Encode), out fault))
        {
            return false;
        }

        _compactAbove = Math.Max(LeastCompacted, _log.Length * CompactFactor);
        return true;
    }

    private byte[] Encode(CachedAnswer entry) => JournaledAnswer.Encode(entry, _clock.Time.GetUtcNow() - entry.Age(_clock.Now));
}
