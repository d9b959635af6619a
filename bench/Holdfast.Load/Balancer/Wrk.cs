using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Load.Balancer;

/// <summary>What a load of HTTP came to.</summary>
/// <param name="PerSecond">Requests answered by 2xx in a second.</param>
/// <param name="Answered">All of them.</param>
/// <param name="Failed">Requests that were not.</param>
/// <param name="P99">What 99 of 100 were answered within, in milliseconds.</param>
internal sealed record HttpLoad(double PerSecond, double Answered, double Failed, double P99);

/// <summary>Runs wrk: as many requests as get through, each connection one after the other, kept alive.</summary>
internal static partial class Wrk
{
    public static async Task<HttpLoad> RunAsync(int port, int connections, double seconds, CancellationToken stop)
    {
        var result = await CommandLineTool.RunAsync(
            "wrk",
            ["-t", "1", "-c", Text(connections), "-d", Text(Math.Max(1, Math.Round(seconds))) + "s", "--latency", $"http://127.0.0.1:{port}/"],
            null,
            stop);
        var all = Number(Requests(), result.Output);
        var failed = Number(NotOk(), result.Output) + SocketErrors().Match(result.Output).Groups.Values.Skip(1).Sum(count => double.TryParse(count.Value, CultureInfo.InvariantCulture, out var n) ? n : 0);
        return new HttpLoad(Number(PerSecond(), result.Output), all, failed, Milliseconds(P99().Match(result.Output)));
    }

    private static double Milliseconds(Match match) => !match.Success ? 0 : double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        _ => 1000,
    };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Number(Regex pattern, string output) =>
        pattern.Match(output) is { Success: true } match ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex NotOk();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();
}
