namespace Holdfast.Balancing.Choosing;

/// <summary>Numbers for every thread without a lock: a counter whose values are mixed (SplitMix64).</summary>
/// <param name="seed">Where it begins.</param>
internal sealed class Chance(long seed)
{
    private const long Step = unchecked((long)0x9E3779B97F4A7C15); // 2^64 over the golden ratio, odd

    private long _state = seed;

    public ulong Next() => Mix((ulong)Interlocked.Add(ref _state, Step));

    /// <summary>Spreads every bit over all 64.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
