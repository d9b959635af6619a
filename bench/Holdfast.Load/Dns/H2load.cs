using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Load.Dns;

/// <summary>
/// Runs h2load against DNS over HTTPS, by GET. dnsperf speaks it too, but matches hardly any of dnsdist's answers, all of
/// which arrive. Only the HTTP status is looked at.
/// </summary>
internal static partial class H2load
{
    private const int Connections = 20;
    private const int StreamsEach = 20;

    public static async Task<DnsperfResult> RunAsync(int port, string names, double seconds, CancellationToken stop)
    {
        var urls = names + ".urls";
        await File.WriteAllLinesAsync(urls, File.ReadLines(names).Select(line => $"https://127.0.0.1:{port}/dns-query?dns={Query(line.Split(' ')[0])}"), stop);
        var result = await CommandLineTool.RunAsync(
            "h2load",
            ["-D", Text(Math.Max(1, Math.Round(seconds))), "-c", Text(Connections), "-m", Text(StreamsEach), "-t", "2", "-i", urls],
            null,
            stop);
        var total = Number(Total(), result.Output);
        var succeeded = Number(Succeeded(), result.Output);
        return new DnsperfResult(Number(PerSecond(), result.Output), (long)succeeded, 0, (long)(total - succeeded));
    }

    // RFC 8484 §4.1: id 0, base64url without padding.
    private static string Query(string name)
    {
        byte[] octets = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. System.Text.Encoding.ASCII.GetBytes(label)]), 0, 0, 1, 0, 1];
        return System.Buffers.Text.Base64Url.EncodeToString(octets);
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Number(Regex pattern, string output) =>
        pattern.Match(output) is { Success: true } match ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"finished in .*?, ([\d.]+) req/s")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"requests: (\d+) total")]
    private static partial Regex Total();

    [GeneratedRegex(@"status codes: (\d+) 2xx")]
    private static partial Regex Succeeded();
}
