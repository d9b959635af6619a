using System.Globalization;

namespace Holdfast.Resolver.Cache;

/// <summary>How long answers may be used, and how much of them is kept. Deciding only: the present moment is passed in.</summary>
public sealed record CachePolicy
{
    /// <summary>How much the cache holds, in octets by its own accounting. Default 64 MiB (about 150,000 names), from 64 KiB.</summary>
    public long MaxOctets { get; init; } = 64L << 20;

    /// <summary>The shortest time an answer is used, whatever its TTL. Default 0, at most <see cref="MaxTtl"/>.</summary>
    public TimeSpan MinTtl { get; init; } = TimeSpan.Zero;

    /// <summary>The longest time an answer is used, whatever its TTL. Default 1 day; at most 7 days (RFC 8767 §4).</summary>
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The longest time a denial is used. Default 1 hour; RFC 2308 §5 finds 1 to 3 hours sensible, and nothing above 1 day.</summary>
    public TimeSpan MaxDenialTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a denial without SOA is used. Default 5 seconds: RFC 2308 §5 would rather have it not cached at all, lest
    /// servers feed it to each other for ever; a few seconds end that as well, and shield upstream.
    /// </summary>
    public TimeSpan BareDenialTtl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first failure of a question is remembered; each next one twice as long. Default 1 second, its least (RFC 9520 §3.2).</summary>
    public TimeSpan FirstFailureTtl { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest time a failure is remembered. Default 5 seconds, at most 5 minutes (RFC 9520 §3.2). Short, because
    /// names should come back as soon as their servers do.
    /// </summary>
    public TimeSpan MaxFailureTtl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its TTL an answer may stand in for one that cannot be had. Default 1 day; RFC 8767 §5 suggests 1 to 3 days.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The TTL that stale answers are served with. Default 30 seconds (RFC 8767 §4).</summary>
    public TimeSpan StaleTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after a failed refresh a stale answer is served without asking again. Default 5 seconds: RFC 8767 §5
    /// recommends 30 for the servers' sake, whom coalescing and breakers already spare here.
    /// </summary>
    public TimeSpan StaleRecheck { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an answer must have been read since it was stored to be refreshed before it expires. Default 2; 1 to 255.</summary>
    public byte PrefetchReads { get; init; } = 2;

    /// <summary>How long one caller's claim to refresh an answer keeps others from refreshing it too. Default 2 seconds.</summary>
    public TimeSpan RefreshClaim { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether AD is passed on from providers that did not prove who they are, too. Default no: Holdfast does not
    /// validate, and anybody on the way could have set it (RFC 4035 §4.9.3).
    /// </summary>
    public bool KeepAuthenticData { get; init; }

    /// <summary>A record's TTL within floor and ceiling; one with the highest bit set counts as 0 (RFC 2181 §8).</summary>
    public uint ClampTtl(uint seconds)
    {
        var sane = (seconds & 0x8000_0000) != 0 ? 0 : seconds;
        return Math.Clamp(sane, (uint)MinTtl.TotalSeconds, (uint)MaxTtl.TotalSeconds);
    }

    /// <summary>A denial's TTL: the lesser of the SOA record's own TTL and its MINIMUM, within floor and <see cref="MaxDenialTtl"/> (RFC 2308 §5).</summary>
    public uint DenialTtl(uint soaTtl, uint soaMinimum) =>
        Math.Min(ClampTtl((soaTtl & 0x8000_0000) != 0 ? 0 : Math.Min(soaTtl, soaMinimum & 0x7FFF_FFFF)), (uint)MaxDenialTtl.TotalSeconds);

    /// <summary>How long the next failure in a row is remembered (RFC 9520 §3.2).</summary>
    /// <param name="failuresBefore">How many in a row came before it.</param>
    public TimeSpan FailureTtl(int failuresBefore)
    {
        var doubled = FirstFailureTtl * (1L << Math.Min(failuresBefore, 20));
        return doubled < MaxFailureTtl ? doubled : MaxFailureTtl;
    }

    /// <summary>How long before its end an answer's refresh may begin: a tenth of its life, and at least a second of it or the half of it.</summary>
    public static TimeSpan PrefetchWindow(TimeSpan ttl)
    {
        var second = TimeSpan.FromSeconds(1);
        var least = ttl / 2 < second ? ttl / 2 : second;
        return ttl / 10 > least ? ttl / 10 : least;
    }

    /// <summary>What is wrong with the values, each as the option, its value and the range allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxOctets < 64 << 10)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"MaxOctets is {MaxOctets}; allowed: 65536 and more");
        }

        (string Option, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] ranges =
        [
            (nameof(MaxTtl), MaxTtl, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            (nameof(MinTtl), MinTtl, TimeSpan.Zero, MaxTtl),
            (nameof(MaxDenialTtl), MaxDenialTtl, TimeSpan.Zero, TimeSpan.FromDays(1)),
            (nameof(BareDenialTtl), BareDenialTtl, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            (nameof(MaxFailureTtl), MaxFailureTtl, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            (nameof(FirstFailureTtl), FirstFailureTtl, TimeSpan.FromSeconds(1), MaxFailureTtl),
            (nameof(MaxStale), MaxStale, TimeSpan.Zero, TimeSpan.FromDays(30)),
            (nameof(StaleTtl), StaleTtl, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            (nameof(StaleRecheck), StaleRecheck, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            (nameof(RefreshClaim), RefreshClaim, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        ];
        foreach (var (option, value, least, most) in ranges)
        {
            if (value < least || value > most)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; allowed: {least} to {most}");
            }
        }

        if (PrefetchReads == 0)
        {
            yield return "PrefetchReads is 0; allowed: 1 to 255";
        }
    }
}
