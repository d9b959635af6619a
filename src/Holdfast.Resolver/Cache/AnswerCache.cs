using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Numerics;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// Finished answers by key, within a bound of octets. Reads take no lock and allocate nothing, from any number of threads;
/// writes take one lock. What is given up is chosen by S3-FIFO (Yang et al., SOSP 2023): newcomers wait in a small queue
/// and leave by it unless they are read again, so that a scan of names asked once does not displace the others.
/// </summary>
/// <remarks>The table has a fixed number of chains, which the bound on octets keeps short, so readers never meet a resize.</remarks>
public sealed class AnswerCache
{
    // Chains stay about one entry long when answers are small (400 octets of cost or so).
    private const int OctetsPerChain = 512;

    // Newcomers get a tenth of the room (S3-FIFO §4.1).
    private const int NewcomersShare = 10;

    private readonly CachedAnswer?[] _chains;
    private readonly ulong _mask;
    private readonly long _seed;
    private readonly Lock _lock = new();
    private readonly EvictionQueue _newcomers = new();
    private readonly EvictionQueue _residents = new();
    private readonly GhostTable _ghosts;
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
        var chains = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, policy.MaxOctets / OctetsPerChain));
        _chains = new CachedAnswer?[chains];
        _mask = chains - 1;
        _ghosts = new GhostTable((int)chains);
    }

    /// <summary>Raised after an answer was stored, on the storing thread; it must return at once.</summary>
    public event Action<CachedAnswer>? Stored;

    /// <summary>The bounds.</summary>
    public CachePolicy Policy { get; }

    /// <summary>How many answers it holds.</summary>
    public int Count => _newcomers.Count + _residents.Count;

    /// <summary>What they cost, in octets; never more than <see cref="CachePolicy.MaxOctets"/>.</summary>
    public long Octets => _newcomers.Octets + _residents.Octets;

    /// <summary>What it holds, and what came of asking it.</summary>
    public CacheStatistics Statistics =>
        new(Count, Octets, _hits.Value, _misses.Value, Volatile.Read(ref _stored), Volatile.Read(ref _evicted));

    /// <summary>All answers, as they stand while enumerating; those stored meanwhile may be missing.</summary>
    public IEnumerable<CachedAnswer> Entries
    {
        get
        {
            for (var i = 0; i < _chains.Length; i++)
            {
                for (var entry = Volatile.Read(ref _chains[i]); entry is not null; entry = Volatile.Read(ref entry.Next))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Finds an answer, fresh or not. Hot path.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out CachedAnswer? found)
    {
        found = Find(key, HashOf(key));
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
    /// <returns>What now stands under the key: the new answer, or the usable one that a failure left in place.</returns>
    public CachedAnswer Store(ReadOnlySpan<byte> key, FinishedAnswer answer, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var hash = HashOf(key);
        CachedAnswer entry;
        lock (_lock)
        {
            var old = Find(key, hash);
            if (answer.Kind == AnswerKind.Failure && old is not null && old.Answer.Kind != AnswerKind.Failure && old.IsUsable(now))
            {
                old.RecheckNotBefore(now + Policy.StaleRecheck);
                _mayHoldFailures = true;
                return old;
            }

            entry = NewEntry(key, hash, answer, now, now, old);
            PutLocked(entry, old);
        }

        Stored?.Invoke(entry);
        return entry;
    }

    /// <summary>Files an answer received earlier, unless one stands there already, such as when starting again.</summary>
    /// <param name="key">What it is filed under.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="receivedAt">When it was received; before the clock's origin when that was in an earlier life.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Whether it was filed: it is still usable, and nothing else stood there.</returns>
    public bool Restore(ReadOnlySpan<byte> key, FinishedAnswer answer, TimeSpan receivedAt, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var hash = HashOf(key);
        lock (_lock)
        {
            var entry = NewEntry(key, hash, answer, receivedAt, now, null);
            if (!entry.IsUsable(now) || Find(key, hash) is not null)
            {
                return false;
            }

            PutLocked(entry, null);
            return true;
        }
    }

    /// <summary>Removes one answer.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        var hash = HashOf(key);
        lock (_lock)
        {
            if (Find(key, hash) is not { } entry)
            {
                return false;
            }

            RemoveLocked(entry);
            return true;
        }
    }

    /// <summary>Removes all answers for a name, of every type.</summary>
    /// <param name="name">The name.</param>
    /// <param name="below">Whether the names below it go, too.</param>
    /// <returns>How many were removed.</returns>
    public int Remove(DomainName name, bool below)
    {
        ArgumentNullException.ThrowIfNull(name);
        return RemoveWhere(entry => AnswerKey.NameOf(entry.Key) is var octets
            && DomainName.TryFromOctets(octets, out var owner) && (below ? owner.IsAtOrBelow(name) : owner == name));
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while ((_newcomers.Oldest ?? _residents.Oldest) is { } entry)
            {
                RemoveLocked(entry);
            }

            _ghosts.Clear();
        }
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

    private CachedAnswer? Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var entry = Volatile.Read(ref _chains[hash & _mask]);
        while (entry is not null && (entry.Hash != hash || !entry.HasKey(key)))
        {
            entry = Volatile.Read(ref entry.Next);
        }

        return entry;
    }

    private CachedAnswer NewEntry(
        ReadOnlySpan<byte> key, ulong hash, FinishedAnswer answer, TimeSpan receivedAt, TimeSpan now, CachedAnswer? old)
    {
        if (answer.Kind != AnswerKind.Failure)
        {
            var freshUntil = receivedAt + answer.Ttl;
            return new CachedAnswer(key.ToArray(), hash, answer, receivedAt, freshUntil, freshUntil + Policy.MaxStale);
        }

        // A failure that began long after the last one ended begins anew.
        var inARow = old is not null && now < old.FreshUntil + Policy.MaxFailureTtl ? old.Failures : 0;
        var until = receivedAt + Policy.FailureTtl(inARow);
        return new CachedAnswer(key.ToArray(), hash, answer, receivedAt, until, until) { Failures = inARow + 1 };
    }

    private void PutLocked(CachedAnswer entry, CachedAnswer? old)
    {
        _stored++;
        _mayHoldFailures |= entry.Answer.Kind == AnswerKind.Failure;
        if (entry.Octets > Policy.MaxOctets / NewcomersShare)
        {
            // So large that it would push out all others; with the least bound this is a message of 6 KiB.
            if (old is not null)
            {
                RemoveLocked(old);
            }

            return;
        }

        if (old is not null)
        {
            entry.InheritFrequency(old);
            ReplaceInChain(old, entry);
            old.Queue!.Replace(old, entry);
        }
        else
        {
            ref var chain = ref _chains[entry.Hash & _mask];
            entry.Next = chain;
            Volatile.Write(ref chain, entry);
            (_ghosts.Take(entry.Hash) ? _residents : _newcomers).Add(entry);
        }

        MakeRoomLocked();
    }

    private void MakeRoomLocked()
    {
        while (Octets > Policy.MaxOctets)
        {
            if (_newcomers.Oldest is { } newcomer && (_newcomers.Octets > Policy.MaxOctets / NewcomersShare || _residents.Count == 0))
            {
                if (newcomer.IsFrequent(2))
                {
                    _newcomers.Remove(newcomer);
                    newcomer.ResetFrequency();
                    _residents.Add(newcomer);
                    continue;
                }

                _ghosts.Add(newcomer.Hash);
                EvictLocked(newcomer);
            }
            else if (_residents.Oldest is { } resident)
            {
                if (resident.IsFrequent(1))
                {
                    resident.Cool();
                    _residents.Remove(resident);
                    _residents.Add(resident);
                    continue;
                }

                EvictLocked(resident);
            }
        }
    }

    private void EvictLocked(CachedAnswer entry)
    {
        _evicted++;
        RemoveLocked(entry);
    }

    private void RemoveLocked(CachedAnswer entry)
    {
        ReplaceInChain(entry, entry.Next);
        entry.Queue!.Remove(entry);
    }

    // The one taken out keeps its own link, so that a reader standing on it finds the rest of the chain.
    private void ReplaceInChain(CachedAnswer old, CachedAnswer? successor)
    {
        if (successor is not null && !ReferenceEquals(successor, old.Next))
        {
            successor.Next = old.Next;
        }

        ref var link = ref _chains[old.Hash & _mask];
        while (!ReferenceEquals(link, old))
        {
            link = ref link!.Next;
        }

        Volatile.Write(ref link, successor);
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
