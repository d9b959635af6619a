using System.Globalization;

namespace Holdfast.Load.Outage;

/// <summary>The results as one aligned table, a fault a line and a server a column.</summary>
internal static class OutageTable
{
    public static string Format(IReadOnlyList<string> servers, IReadOnlyList<(OutageRow Row, OutageResult[] Results)> lines)
    {
        var cells = lines
            .Select(line => (string[])[line.Row.Title, .. line.Results.Select(Cell)])
            .Prepend([$"usable p50/p99 ms", .. servers])
            .ToArray();
        var widths = Enumerable.Range(0, servers.Count + 1).Select(column => cells.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', cells.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    public static string Cell(OutageResult result)
    {
        if (result.Usable is not { } usable)
        {
            return result.Remark.Length == 0 ? "-" : result.Remark;
        }

        // 99.96 % is not 100 %.
        var share = usable == 1 ? "100 %" : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(usable * 1000) / 10:0.0} %");
        var latency = result.Median is { } median && result.P99 is { } p99
            ? string.Create(CultureInfo.InvariantCulture, $" {median.TotalMilliseconds:0.0}/{p99.TotalMilliseconds:0.0}")
            : "";
        return share + latency + (result.Remark.Length == 0 ? "" : $" ({result.Remark})");
    }
}
