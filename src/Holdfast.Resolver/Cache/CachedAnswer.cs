namespace Holdfast.Resolver.Cache;

/// <summary>
/// An answer in the cache, with its moments. What it says never changes; whether it is being refreshed, and how often it
/// was read, does.
/// </summary>
public sealed class CachedAnswer
{
    private const byte MaxFrequency = 3;

    // A rough but fair price of what an entry costs beside its octets: this object, the answer's, an array's head, and its
    // share of the table.
    private const int OverheadOctets = 248;

    private long _refreshClaimedUntil;
    private long _recheckAt;
    private byte _reads;
    private byte _frequency;

    internal CachedAnswer(ReadOnlySpan<byte> key, ulong hash, FinishedAnswer answer, TimeSpan receivedAt, TimeSpan freshUntil, TimeSpan staleUntil)
    {
        Hash = hash;
        Answer = answer.FiledUnder(key);
        ReceivedAt = receivedAt;
        FreshUntil = freshUntil;
        StaleUntil = staleUntil;
        Octets = OverheadOctets + key.Length + answer.Octets.Length + (answer.TtlOffsets.Length * sizeof(ushort));
    }

    /// <summary>What it is filed under (<see cref="AnswerKey"/>).</summary>
    public ReadOnlySpan<byte> Key => Answer.Key;

    /// <summary>The answer.</summary>
    public FinishedAnswer Answer { get; }

    /// <summary>When it was received; before the clock's origin when it was restored from disk.</summary>
    public TimeSpan ReceivedAt { get; }

    /// <summary>Until when it may be served as it is.</summary>
    public TimeSpan FreshUntil { get; }

    /// <summary>Until when it may stand in for one that cannot be had (RFC 8767); for failures the same as <see cref="FreshUntil"/>.</summary>
    public TimeSpan StaleUntil { get; }

    /// <summary>What it costs the cache, in octets.</summary>
    public int Octets { get; }

    /// <summary>For a failure, how many in a row it is; else 0.</summary>
    public int Failures { get; internal init; }

    /// <summary>Until when a stale answer is served without asking again, because a refresh failed; zero for no such time.</summary>
    public TimeSpan RecheckAt => new(Volatile.Read(ref _recheckAt));

    internal ulong Hash { get; }

    // The table's chain: written under the cache's lock, read without.
    internal CachedAnswer? Next;

    // The eviction queue's links, touched under the cache's lock only.
    internal CachedAnswer? Newer;
    internal CachedAnswer? Older;
    internal EvictionQueue? Queue;

    /// <summary>Whether it may be served as it is.</summary>
    public bool IsFresh(TimeSpan now) => now < FreshUntil;

    /// <summary>Whether it may stand in for one that cannot be had; true while it is fresh, too.</summary>
    public bool IsUsable(TimeSpan now) => now < StaleUntil;

    /// <summary>How long ago it was received.</summary>
    public TimeSpan Age(TimeSpan now) => now - ReceivedAt;

    /// <summary>Whether it is stale and a refresh failed so lately that it is served without asking again (RFC 8767 §5).</summary>
    public bool AwaitsRecheck(TimeSpan now) => now < RecheckAt;

    /// <summary>
    /// Whether the caller should refresh it now, before it expires: it is nearly at its end, it was read often, and
    /// nobody else claimed its refresh. Hot path.
    /// </summary>
    public bool ShouldPrefetch(TimeSpan now, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return _reads >= policy.PrefetchReads
            && FreshUntil - now is var left && left > TimeSpan.Zero && left <= CachePolicy.PrefetchWindow(Answer.Ttl)
            && TryClaimRefresh(now, policy);
    }

    /// <summary>Claims the refresh for one caller, for as long as the policy says.</summary>
    /// <returns>False when another has claimed it.</returns>
    public bool TryClaimRefresh(TimeSpan now, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var claimed = Volatile.Read(ref _refreshClaimedUntil);
        return now.Ticks >= claimed
            && Interlocked.CompareExchange(ref _refreshClaimedUntil, (now + policy.RefreshClaim).Ticks, claimed) == claimed;
    }

    internal bool HasKey(ReadOnlySpan<byte> key) => key.SequenceEqual(Answer.Key);

    // Counts of readers at once may be lost: they are estimates. Once at their most, they no longer dirty the cache line.
    internal void Touch()
    {
        if (_frequency < MaxFrequency)
        {
            _frequency++;
        }

        if (_reads < byte.MaxValue)
        {
            _reads++;
        }
    }

    internal bool WasRead(int least) => _frequency >= least;

    internal void ForgetOneRead() => _frequency--;

    internal void ForgetReads() => _frequency = 0;

    internal void InheritFrequency(CachedAnswer older) => _frequency = older._frequency;

    internal void RecheckNotBefore(TimeSpan moment) => Volatile.Write(ref _recheckAt, moment.Ticks);
}
