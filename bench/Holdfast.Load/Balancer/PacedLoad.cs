using System.Globalization;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Load.Balancer;

/// <summary>
/// Runs h2load over HTTP/1.1 at a given rate, spread over its connections: latency at equal load, which says how a server does
/// rather than how full it is. Every request's duration is in its log.
/// </summary>
internal static class PacedLoad
{
    public static async Task<HttpLoad> RunAsync(int port, int connections, double perSecond, double seconds, CancellationToken stop)
    {
        var log = Path.GetTempFileName();
        try
        {
            File.Delete(log); // it appends
            var rate = Math.Max(1, perSecond / connections);
            await CommandLineTool.RunAsync(
                "h2load",
                ["--h1", "-t", "1", "-c", Text(connections), "-D", Text(Math.Max(1, Math.Round(seconds))), "--rps", Text(Math.Round(rate, 3)), "--log-file", log, $"http://127.0.0.1:{port}/"],
                null,
                stop);

            // Lines of: start in microseconds, status, duration in microseconds.
            var requests = (await File.ReadAllLinesAsync(log, stop)).Select(line => line.Split('\t')).Where(fields => fields.Length == 3).ToArray();
            var durations = requests.Where(fields => fields[1] == "200").Select(fields => double.Parse(fields[2], CultureInfo.InvariantCulture) / 1000).Order().ToArray();
            return new HttpLoad(durations.Length / seconds, durations.Length, requests.Length - durations.Length, durations.Length == 0 ? 0 : durations[durations.Length * 99 / 100]);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
