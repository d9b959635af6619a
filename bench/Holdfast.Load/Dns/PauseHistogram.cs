using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Load.Dns;

/// <summary>How long our daemon's garbage collections stopped it, as its own <c>/metrics</c> tell.</summary>
/// <param name="UpTo">How many pauses there were up to each bound, in seconds; the last bound is infinite.</param>
internal sealed partial record PauseHistogram(IReadOnlyList<(double Bound, long Count)> UpTo)
{
    /// <summary>Reads it from a running daemon.</summary>
    public static async Task<PauseHistogram> ReadAsync(int adminPort, CancellationToken stop)
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{adminPort}/metrics")), stop);
        var buckets = Bucket().Matches(text).Select(found => (Bound: Bound(found.Groups[1].Value), Count: long.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture)));
        return new PauseHistogram([.. buckets.GroupBy(bucket => bucket.Bound).OrderBy(kinds => kinds.Key).Select(kinds => (kinds.Key, kinds.Sum(kind => kind.Count)))]);
    }

    /// <summary>Pauses since an earlier look, between each bound and the one before it, in milliseconds.</summary>
    public IEnumerable<(double From, double To, long Count)> Since(PauseHistogram earlier)
    {
        var (from, before) = (0.0, 0L);
        foreach (var (bound, count) in UpTo)
        {
            var since = count - earlier.UpTo.FirstOrDefault(bucket => bucket.Bound == bound).Count;
            yield return (from * 1000, bound * 1000, since - before);
            (from, before) = (bound, since);
        }
    }

    private static double Bound(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^holdfast_gc_pause_duration_seconds_bucket\{.*?le=""([^""]+)""\} (\d+)", RegexOptions.Multiline)]
    private static partial Regex Bucket();
}
