namespace Holdfast.Load.Soak;

/// <summary>What the process held at one moment.</summary>
internal sealed record SoakSample(TimeSpan At, double ResidentMegabytes, int Descriptors, int Threads)
{
    public static SoakSample Of(int pid, TimeSpan at) =>
        new(at, ProcessUsage.ResidentMegabytes(pid), ProcessUsage.Descriptors(pid), ProcessUsage.Threads(pid));
}

/// <summary>Whether a series stays flat.</summary>
internal static class Slope
{
    /// <summary>How much the values grow from the first sample to the last, by the line that fits them best (least squares).</summary>
    public static double Growth(IReadOnlyList<SoakSample> samples, Func<SoakSample, double> value)
    {
        if (samples.Count < 2)
        {
            return 0;
        }

        var (meanAt, meanValue) = (samples.Average(sample => sample.At.TotalSeconds), samples.Average(value));
        var spread = samples.Sum(sample => Math.Pow(sample.At.TotalSeconds - meanAt, 2));
        var slope = samples.Sum(sample => (sample.At.TotalSeconds - meanAt) * (value(sample) - meanValue)) / spread;
        return slope * (samples[^1].At - samples[0].At).TotalSeconds;
    }
}
