namespace Holdfast.TestPeers.Probing;

/// <summary>All queries of one stretch of time, and what they say together.</summary>
public sealed class ProbeTally(IEnumerable<ProbeSample> samples)
{
    private readonly ProbeSample[] _samples = [.. samples];

    /// <summary>The samples, in the order in which they were sent.</summary>
    public IReadOnlyList<ProbeSample> Samples => _samples;

    /// <summary>The share of usable answers, 0 to 1; 1 when nothing was asked.</summary>
    public double Usable => _samples.Length == 0 ? 1 : (double)_samples.Count(sample => sample.IsUsable) / _samples.Length;

    /// <summary>When the last query left that got no usable answer; null when all did.</summary>
    public TimeSpan? LastFailure => _samples.LastOrDefault(sample => !sample.IsUsable)?.SentAt;

    /// <summary>Only the samples of one class, or of several.</summary>
    public ProbeTally Only(Func<ProbeSample, bool> wanted) => new(_samples.Where(wanted));

    /// <summary>This stretch and another as one.</summary>
    public ProbeTally And(ProbeTally other) => new([.. _samples, .. other.Samples]);

    /// <summary>The latency that a share of the usable answers kept within; null when there were none.</summary>
    public TimeSpan? Percentile(double share)
    {
        var latencies = _samples.Where(sample => sample.IsUsable).Select(sample => sample.Latency!.Value).Order().ToArray();
        return latencies.Length == 0 ? null : latencies[Math.Clamp((int)Math.Ceiling(share * latencies.Length) - 1, 0, latencies.Length - 1)];
    }
}
