namespace Holdfast.Resolver.Cache;

/// <summary>What the cache holds, and what came of asking it since it began.</summary>
/// <param name="Entries">How many answers it holds.</param>
/// <param name="Octets">What they cost.</param>
/// <param name="Hits">Look-ups that found an answer, fresh or not.</param>
/// <param name="Misses">Look-ups that found none.</param>
/// <param name="Stored">Answers stored.</param>
/// <param name="Evicted">Answers given up to make room.</param>
public readonly record struct CacheStatistics(int Entries, long Octets, long Hits, long Misses, long Stored, long Evicted);
