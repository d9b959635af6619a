using System.Globalization;
using System.Text.Json;

namespace Holdfast.Load.Dns;

/// <summary>Medians as an aligned table, with what ours is relative to the best of the others; and everything as JSON.</summary>
internal static class DnsReport
{
    public const string Ours = "holdfast";
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    public static string Table(Measurements measured, IReadOnlyList<string> servers)
    {
        List<string[]> rows = [["median", .. servers, servers.Contains(Ours) ? "ours / best other" : ""]];
        rows.AddRange(measured.Measures.Select(measure => (string[])
        [
            $"{measure.Part}: {measure.Name}",
            .. servers.Select(server => measured.Median(measure, server) is { } value ? Number(value) : "-"),
            Ratio(measured, measure, servers),
        ]));
        var widths = Enumerable.Range(0, servers.Count + 2).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) =>
            column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd()));
    }

    public static string Json(Measurements measured, IReadOnlyList<string> servers) => JsonSerializer.Serialize(
        measured.Measures.Select(measure => new
        {
            part = measure.Part,
            measure = measure.Name,
            moreIsBetter = measure.MoreIsBetter,
            servers = servers.ToDictionary(server => server, server => new { median = measured.Median(measure, server), values = measured.Values(measure, server) }),
        }),
        _json);

    private static string Ratio(Measurements measured, Measure measure, IReadOnlyList<string> servers)
    {
        var others = servers.Where(server => server != Ours).Select(server => measured.Median(measure, server)).OfType<double>().ToArray();
        if (measured.Median(measure, Ours) is not { } ours || others.Length == 0)
        {
            return "";
        }

        var best = measure.MoreIsBetter ? others.Max() : others.Min();
        return best == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ours / best:0.00}");
    }

    private static string Number(double value) =>
        value.ToString(value >= 1000 ? "#,0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
