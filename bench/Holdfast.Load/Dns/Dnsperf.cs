using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Load.Dns;

/// <summary>What one run of dnsperf found.</summary>
/// <param name="PerSecond">Answered queries a second.</param>
/// <param name="Completed">Answered queries.</param>
/// <param name="Lost">Queries without an answer.</param>
/// <param name="Failed">Answers that were not NOERROR.</param>
internal sealed record DnsperfResult(double PerSecond, long Completed, long Lost, long Failed);

/// <summary>Runs dnsperf: the load generator is not ours.</summary>
internal static partial class Dnsperf
{
    private const double WarmRate = 25_000;

    /// <summary>Loads a server.</summary>
    /// <param name="mode">udp, tcp or dot.</param>
    /// <param name="port">Where on loopback.</param>
    /// <param name="names">A file with a name and a type a line.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="rate">Queries a second; 0 for as many as go.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<DnsperfResult> RunAsync(string mode, int port, string names, double seconds, double rate, CancellationToken stop)
    {
        List<string> arguments =
        [
            "-s", "127.0.0.1", "-p", Text(port), "-m", mode, "-d", names, "-l", Text(Math.Max(1, Math.Round(seconds))),
            "-c", mode == "udp" ? "8" : "20", "-T", "2", "-q", mode == "udp" ? "400" : "1000", "-t", "2", "-e",
        ];
        if (rate > 0)
        {
            arguments.AddRange(["-Q", Text(Math.Round(rate))]);
        }

        var result = await CommandLineTool.RunAsync("dnsperf", arguments, null, stop);
        var completed = (long)Number(Completed(), result.Output);
        return new DnsperfResult(
            Number(PerSecond(), result.Output),
            completed,
            (long)Number(Lost(), result.Output),
            completed - (long)Number(NoError(), result.Output));
    }

    /// <summary>Asks for each name once, so slowly that a server can fetch them all.</summary>
    public static Task OnceAsync(int port, string names, CancellationToken stop) => CommandLineTool.RunAsync(
        "dnsperf", ["-s", "127.0.0.1", "-p", Text(port), "-d", names, "-n", "1", "-c", "8", "-q", "200", "-t", "2", "-Q", Text(WarmRate)], null, stop);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Number(Regex pattern, string output) =>
        pattern.Match(output) is { Success: true } match ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Queries per second:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"Queries completed:\s+(\d+)")]
    private static partial Regex Completed();

    [GeneratedRegex(@"Queries lost:\s+(\d+)")]
    private static partial Regex Lost();

    [GeneratedRegex(@"Response codes:.*?NOERROR (\d+)")]
    private static partial Regex NoError();
}
