namespace Holdfast.Resolver.Providers;

/// <summary>
/// How long a server takes, lately: a histogram with four buckets an octave from 64 µs up, halved whenever it holds
/// <see cref="Memory"/> samples so that old behaviour fades. Not thread-safe; its owner locks.
/// </summary>
internal sealed class LatencyDistribution
{
    /// <summary>How many samples are remembered before all counts are halved.</summary>
    public const int Memory = 256;

    // 18 octaves of four reach past 16 s, beyond any deadline.
    private const int StepsPerOctave = 4;
    private const int Octaves = 18;
    private const double SmallestMicroseconds = 64;

    // How much one sample weighs in the moving average: a server that turns slow is noticed within a few answers.
    private const double Weight = 0.25;

    private readonly int[] _counts = new int[Octaves * StepsPerOctave];
    private int _total;
    private double _averageTicks;

    /// <summary>Whether nothing was measured yet.</summary>
    public bool IsEmpty => _total == 0;

    /// <summary>The moving average; zero when empty.</summary>
    public TimeSpan Average => TimeSpan.FromTicks((long)_averageTicks);

    /// <summary>Notes one answer's time.</summary>
    public void Add(TimeSpan latency)
    {
        _averageTicks = IsEmpty ? latency.Ticks : _averageTicks + (Weight * (latency.Ticks - _averageTicks));
        _counts[BucketOf(latency)]++;
        if (++_total < Memory)
        {
            return;
        }

        _total = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] >>= 1;
            _total += _counts[i];
        }
    }

    /// <summary>The time within which a share of answers came, rounded up to its bucket's end.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="whenEmpty">What to say when nothing was measured.</param>
    public TimeSpan Quantile(double share, TimeSpan whenEmpty)
    {
        if (IsEmpty)
        {
            return whenEmpty;
        }

        var left = (int)Math.Ceiling(share * _total);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0)
            {
                return EndOf(i);
            }
        }

        return EndOf(_counts.Length - 1);
    }

    private static int BucketOf(TimeSpan latency)
    {
        var ratio = latency.TotalMicroseconds / SmallestMicroseconds;
        return ratio <= 1 ? 0 : Math.Min((int)(double.Log2(ratio) * StepsPerOctave), (Octaves * StepsPerOctave) - 1);
    }

    private static TimeSpan EndOf(int bucket) =>
        TimeSpan.FromMicroseconds(SmallestMicroseconds * double.Exp2((bucket + 1) / (double)StepsPerOctave));
}
