using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// Finished answers by key, within a bound of octets. Reads take no lock and allocate nothing, from any number of threads;
/// writes take one lock. A scan of names asked once does not displace those that are asked again and again.
/// </summary>
public sealed class AnswerCache
{
    private readonly AnswerTable _table = new();
    private readonly EvictionOrder _order;
    private readonly long _seed;
    private readonly Lock _lock = new();
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();
    private long _stored;
    private long _evicted;
    private bool _mayHoldFailures;

    /// <summary>An empty cache.</summary>
    /// <param name="policy">Bounds; each of its values must be within its range.</param>
    /// <param name="seed">Secret and random: without it nobody can choose names that fall into one chain.</param>
    public AnswerCache(CachePolicy policy, long seed)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(policy.MaxOctets);
        Policy = policy;
        _seed = seed;
        _order = new EvictionOrder(policy.MaxOctets);
    }

    /// <summary>Raised after an answer was stored, on the storing thread; it must return at once.</summary>
    public event Action<CachedAnswer>? Stored;

    /// <summary>The secret that its table is keyed by, for other tables of the same process.</summary>
    internal long Seed => _seed;

    /// <summary>Raised after answers were removed by somebody's wish, not for room, so that copies of them go too; on the removing thread.</summary>
    public event Action? Removed;

    /// <summary>The bounds.</summary>
    public CachePolicy Policy { get; }

    /// <summary>How many answers it holds.</summary>
    public int Count => _order.Count;

    /// <summary>What they cost, in octets; never more than <see cref="CachePolicy.MaxOctets"/>, but for the moment of storing.</summary>
    public long Octets => _order.Octets;

    /// <summary>What it holds, and what came of asking it.</summary>
    public CacheStatistics Statistics =>
        new(Count, Octets, _hits.Value, _misses.Value, Volatile.Read(ref _stored), Volatile.Read(ref _evicted));

    /// <summary>All answers, as they stand while enumerating; those stored meanwhile may be missing.</summary>
    public IEnumerable<CachedAnswer> Entries => _table.Entries;

    /// <summary>Finds an answer, fresh or not. Hot path.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out CachedAnswer? found)
    {
        found = _table.Find(key, HashOf(key));
        if (found is null)
        {
            _misses.Increment();
            return false;
        }

        found.Touch();
        _hits.Increment();
        return true;
    }

    /// <summary>
    /// Files an answer. A failure never takes the place of an answer that is still usable: it only puts off the next
    /// attempt to refresh it (RFC 8767 §5).
    /// </summary>
    /// <param name="key">What it is filed under (<see cref="AnswerKey"/>).</param>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="mayGoStale">Whether it may be served after its TTL; not so what is held for a short time only.</param>
    /// <returns>
    /// What now stands under the key: the new answer, or the usable one that a failure left in place. An answer that alone
    /// costs more than a tenth of the cache is given back without being kept.
    /// </returns>
    public CachedAnswer Store(ReadOnlySpan<byte> key, FinishedAnswer answer, TimeSpan now, bool mayGoStale = true)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var hash = HashOf(key);
        CachedAnswer entry;
        bool kept;
        lock (_lock)
        {
            var old = _table.Find(key, hash);
            if (answer.Kind == AnswerKind.Failure && old is not null && old.Answer.Kind != AnswerKind.Failure && old.IsUsable(now))
            {
                old.RecheckNotBefore(now + Policy.StaleRecheck);
                _mayHoldFailures = true;
                return old;
            }

            entry = NewEntry(key, hash, answer, now, now, old, mayGoStale);
            kept = PutLocked(entry, old);
        }

        if (kept)
        {
            Stored?.Invoke(entry);
        }

        return entry;
    }

    /// <summary>Files an answer received earlier, such as in an earlier life, unless one as new stands there already.</summary>
    /// <param name="key">What it is filed under.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="receivedAt">When it was received; before the clock's origin when that was in an earlier life.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Whether it was filed: it is still usable, and nothing as new stood there.</returns>
    public bool Restore(ReadOnlySpan<byte> key, FinishedAnswer answer, TimeSpan receivedAt, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var hash = HashOf(key);
        lock (_lock)
        {
            var entry = NewEntry(key, hash, answer, receivedAt, now, null, true);
            var old = _table.Find(key, hash);
            return entry.IsUsable(now) && (old is null || old.ReceivedAt < receivedAt) && PutLocked(entry, old);
        }
    }

    /// <summary>Removes one answer.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        var hash = HashOf(key);
        lock (_lock)
        {
            if (_table.Find(key, hash) is not { } entry)
            {
                return false;
            }

            RemoveLocked(entry);
        }

        Removed?.Invoke();
        return true;
    }

    /// <summary>Removes all answers for a name, of every type.</summary>
    /// <param name="name">The name.</param>
    /// <param name="below">Whether the names below it go, too.</param>
    /// <returns>How many were removed.</returns>
    public int Remove(DomainName name, bool below)
    {
        ArgumentNullException.ThrowIfNull(name);
        var removed = RemoveWhere(entry => DomainName.TryFromOctets(AnswerKey.NameOf(entry.Key), out var owner)
            && (below ? owner.IsAtOrBelow(name) : owner == name));
        if (removed > 0)
        {
            Removed?.Invoke();
        }

        return removed;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_order.Any() is { } entry)
            {
                RemoveLocked(entry);
            }

            _order.ForgetGhosts();
        }

        Removed?.Invoke();
    }

    /// <summary>
    /// Forgets all failures, and lets stale answers be refreshed at once: to be called when a provider has come back.
    /// </summary>
    public void ForgetFailures()
    {
        if (!Volatile.Read(ref _mayHoldFailures))
        {
            return;
        }

        Volatile.Write(ref _mayHoldFailures, false);
        RemoveWhere(entry =>
        {
            entry.RecheckNotBefore(TimeSpan.Zero);
            return entry.Answer.Kind == AnswerKind.Failure;
        });
    }

    private ulong HashOf(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, _seed);

    private CachedAnswer NewEntry(
        ReadOnlySpan<byte> key, ulong hash, FinishedAnswer answer, TimeSpan receivedAt, TimeSpan now, CachedAnswer? old, bool mayGoStale)
    {
        if (answer.Kind != AnswerKind.Failure)
        {
            var freshUntil = receivedAt + answer.Ttl;
            return new CachedAnswer(key, hash, answer, receivedAt, freshUntil, mayGoStale ? freshUntil + Policy.MaxStale : freshUntil);
        }

        // A failure that began long after the last one ended begins anew.
        var inARow = old is not null && now < old.FreshUntil + Policy.MaxFailureTtl ? old.Failures : 0;
        var until = receivedAt + Policy.FailureTtl(inARow);
        return new CachedAnswer(key, hash, answer, receivedAt, until, until) { Failures = inARow + 1 };
    }

    private bool PutLocked(CachedAnswer entry, CachedAnswer? old)
    {
        _stored++;
        _mayHoldFailures |= entry.Answer.Kind == AnswerKind.Failure;
        if (entry.Octets > _order.MaxEntryOctets)
        {
            if (old is not null)
            {
                RemoveLocked(old);
            }

            return false;
        }

        if (old is not null)
        {
            _table.Replace(old, entry);
            EvictionOrder.Replace(old, entry);
        }
        else
        {
            _table.Add(entry);
            _order.Add(entry);
        }

        while (_order.NextVictim() is { } victim)
        {
            RemoveLocked(victim);
            _evicted++;
        }

        return entry.Queue is not null;
    }

    private void RemoveLocked(CachedAnswer entry)
    {
        _table.Remove(entry);
        EvictionOrder.Remove(entry);
    }

    private int RemoveWhere(Func<CachedAnswer, bool> condition)
    {
        var removed = 0;
        foreach (var entry in Entries.Where(condition))
        {
            lock (_lock)
            {
                if (entry.Queue is not null)
                {
                    RemoveLocked(entry);
                    removed++;
                }
            }
        }

        return removed;
    }
}
