using System.Diagnostics.Metrics;

namespace Holdfast.Resolver.Cache;

/// <summary>What is measured about the cache and its journal. Nothing is counted twice: the instruments look when they are asked.</summary>
public sealed class CacheMetrics
{
    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="journal">Its journal; null for none.</param>
    public CacheMetrics(IMeterFactory meters, AnswerCache cache, CacheJournal? journal)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(cache);
        var meter = meters.Create("Holdfast.Resolver");
        meter.CreateObservableCounter("dns.resolver.cache.hits", () => cache.Statistics.Hits, "{lookup}", "Look-ups that found an answer, fresh or not.");
        meter.CreateObservableCounter("dns.resolver.cache.misses", () => cache.Statistics.Misses, "{lookup}", "Look-ups that found none.");
        meter.CreateObservableCounter("dns.resolver.cache.stored", () => cache.Statistics.Stored, "{answer}", "Answers stored.");
        meter.CreateObservableCounter("dns.resolver.cache.evicted", () => cache.Statistics.Evicted, "{answer}", "Answers given up to make room.");
        meter.CreateObservableGauge("dns.resolver.cache.entries", () => cache.Count, "{answer}", "Answers held.");
        meter.CreateObservableGauge("dns.resolver.cache.size", () => cache.Octets, "By", "What the answers held cost, by the cache's own accounting.");
        if (journal is not null)
        {
            meter.CreateObservableCounter("dns.resolver.cache.journal.written", () => journal.Written, "{answer}", "Answers written to the journal.");
            meter.CreateObservableCounter("dns.resolver.cache.journal.failures", () => journal.Failures, "{write}", "Writes to the journal that failed.");
            meter.CreateObservableGauge("dns.resolver.cache.journal.size", () => journal.Length, "By", "The journal's length.");
        }
    }
}
