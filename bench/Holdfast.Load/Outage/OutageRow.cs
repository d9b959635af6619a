using Holdfast.TestPeers.Probing;

namespace Holdfast.Load.Outage;

/// <summary>One line of the table: a fault, and how it is tried on one server.</summary>
/// <param name="Key">A word to choose it by.</param>
/// <param name="Title">The fault, as people read it.</param>
/// <param name="TryAsync">Tries it, starting from a healthy world.</param>
internal sealed record OutageRow(string Key, string Title, Func<Contestant, OutagePace, CancellationToken, Task<OutageResult>> TryAsync);

/// <summary>How long things last.</summary>
/// <param name="Fault">Each fault.</param>
/// <param name="Warm">The healthy time before each.</param>
internal sealed record OutagePace(TimeSpan Fault, TimeSpan Warm);

/// <summary>What one server did in one fault.</summary>
/// <param name="Usable">The share of usable answers that the row is about; null when it does not apply.</param>
/// <param name="Median">The median latency of usable answers.</param>
/// <param name="P99">The 99th percentile of it.</param>
/// <param name="Remark">More words.</param>
internal sealed record OutageResult(double? Usable, TimeSpan? Median, TimeSpan? P99, string Remark = "")
{
    public static OutageResult Of(ProbeTally tally, string remark = "") =>
        new(tally.Usable, tally.Percentile(0.5), tally.Percentile(0.99), string.Join("; ", Failures(tally).Prepend(remark).Where(words => words.Length > 0)));

    // What the unusable answers were: class, code or silence, and how many.
    private static IEnumerable<string> Failures(ProbeTally tally) => tally.Samples
        .Where(sample => !sample.IsUsable)
        .GroupBy(sample => $"{sample.Class.Name} {(sample.Latency is null ? "unanswered" : sample.Code.ToString())}{(sample.Error is { } error ? $" EDE {(int)error}" : "")}")
        .OrderByDescending(group => group.Count())
        .Take(3)
        .Select(group => $"{group.Count()} {group.Key}");
}
