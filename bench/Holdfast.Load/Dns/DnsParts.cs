using System.Globalization;
using Holdfast.TestPeers.Probing;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Dns;

/// <summary>What is measured of one server in one round, part by part.</summary>
internal sealed class DnsParts(NameFiles files, Measurements measured, double seconds)
{
    // More than any server here answers in one run, so that no name comes round again.
    private const int MissesPerSecond = 110_000;
    private const double QuietRate = 10_000;
    private const double SampleRate = 400;

    private string? _misses;

    public static IReadOnlyList<string> All { get; } = ["hot", "many", "quiet", "half", "miss", "tcp", "tls", "https", "pauses", "start"];

    /// <summary>Begins a round: names never asked are the same for all servers of a round.</summary>
    public void BeginRound(IReadOnlyCollection<string> parts) =>
        _misses = parts.Contains("miss") || parts.Contains("pauses") ? files.NeverAsked((int)(MissesPerSecond * Math.Max(1, seconds))) : null;

    public Task RunAsync(string part, string name, RealServer server, CancellationToken stop) => part switch
    {
        "hot" => LoadAsync("cached UDP, 1,000 names", "udp", server.Site.Port, files.Hot, name, server, warm: true, stop),
        "many" => ManyAsync(name, server, stop),
        "quiet" => QuietAsync(name, server, stop),
        "half" => HalfAsync(name, server, stop),
        "miss" => LoadAsync("misses", "udp", server.Site.Port, _misses!, name, server, warm: false, stop),
        "tcp" => LoadAsync("cached TCP", "tcp", server.Site.Port, files.Hot, name, server, warm: true, stop),
        "tls" when HasTls(name) => LoadAsync("cached TLS", "dot", server.Site.TlsPort, files.Hot, name, server, warm: true, stop),
        "https" when HasTls(name) => LoadAsync("cached HTTPS", "doh", server.Site.HttpsPort, files.Hot, name, server, warm: true, stop),
        "pauses" when name == DnsReport.Ours => PausesAsync(name, server, stop),
        "start" => StartAsync(name, server, stop),
        _ => Task.CompletedTask,
    };

    // PowerDNS Recursor has neither.
    private static bool HasTls(string name) => name != "powerdns";

    private async Task<double> LoadAsync(
        string part, string mode, int port, string names, string name, RealServer server, bool warm, CancellationToken stop)
    {
        if (warm)
        {
            await Dnsperf.OnceAsync(server.Site.Port, names, stop);
        }

        var before = ProcessUsage.CpuSeconds(server.Pid);
        var run = mode == "doh"
            ? await H2load.RunAsync(port, names, seconds, stop)
            : await Dnsperf.RunAsync(mode, port, names, seconds, 0, stop);
        var cpu = ProcessUsage.CpuSeconds(server.Pid) - before;
        measured.Add(new Measure(part, "queries/s", true), name, run.PerSecond);
        measured.Add(new Measure(part, "server CPU s per million", false), name, run.Completed == 0 ? 0 : cpu * 1e6 / run.Completed);
        measured.Add(new Measure(part, "lost or not NOERROR, %", false), name, 100.0 * (run.Lost + run.Failed) / Math.Max(1, run.Completed + run.Lost));
        return run.PerSecond;
    }

    private async Task ManyAsync(string name, RealServer server, CancellationToken stop)
    {
        await Dnsperf.OnceAsync(server.Site.Port, files.Many, stop);
        await LoadAsync("cached UDP, 100,000 names", "udp", server.Site.Port, files.Many, name, server, warm: false, stop);
        measured.Add(new Measure("cached UDP, 100,000 names", "resident MB", false), name, ProcessUsage.ResidentMegabytes(server.Pid));
    }

    private async Task QuietAsync(string name, RealServer server, CancellationToken stop)
    {
        await Dnsperf.OnceAsync(server.Site.Port, files.Hot, stop);
        var before = ProcessUsage.CpuSeconds(server.Pid);
        var started = TimeProvider.System.GetTimestamp();
        await Dnsperf.RunAsync("udp", server.Site.Port, files.Hot, seconds, QuietRate, stop);
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        measured.Add(new Measure("quiet 10,000/s", "% of a core", false), name, 100 * (ProcessUsage.CpuSeconds(server.Pid) - before) / elapsed);
    }

    // dnsperf gives no percentiles, so a sampler asks beside it: what it sees is what a client among many sees.
    private async Task HalfAsync(string name, RealServer server, CancellationToken stop)
    {
        var most = await Dnsperf.RunAsync("udp", server.Site.Port, files.Hot, 2, 0, stop);
        await using var sampler = new Prober(server.EndPoint, [ProbeClass.Of("hot", 1, [.. Enumerable.Range(0, 1000).Select(n => $"hot-{n}.bench.test.")])]);
        var load = Dnsperf.RunAsync("udp", server.Site.Port, files.Hot, seconds + 1, most.PerSecond / 2, stop);
        var tally = await sampler.RunAsync(SampleRate, TimeSpan.FromSeconds(seconds), stop);
        await load;
        const string Part = "half of the maximum";
        measured.Add(new Measure(Part, "p50 ms", false), name, tally.Percentile(0.5)?.TotalMilliseconds ?? double.NaN);
        measured.Add(new Measure(Part, "p99 ms", false), name, tally.Percentile(0.99)?.TotalMilliseconds ?? double.NaN);
        measured.Add(new Measure(Part, "longest ms", false), name, tally.Percentile(1)?.TotalMilliseconds ?? double.NaN);
        foreach (var (from, to) in new[] { (1, 2), (2, 5), (5, 10), (10, 1000) })
        {
            var share = tally.Samples.Count(sample => sample.Latency is { TotalMilliseconds: var ms } && ms >= from && ms < to);
            measured.Add(new Measure(Part, $"answers within {from}..{to} ms, %", false), name, 100.0 * share / tally.Samples.Count);
        }
    }

    // Hits and misses at once, on a cache that holds the 100,000 names and is filled further by every miss.
    private async Task PausesAsync(string name, RealServer server, CancellationToken stop)
    {
        await Dnsperf.OnceAsync(server.Site.Port, files.Many, stop);
        var before = await PauseHistogram.ReadAsync(server.Site.ControlPort, stop);
        var hits = Dnsperf.RunAsync("udp", server.Site.Port, files.Many, seconds, 0, stop);
        var misses = await Dnsperf.RunAsync("udp", server.Site.Port, _misses!, seconds, 0, stop);
        var pauses = (await PauseHistogram.ReadAsync(server.Site.ControlPort, stop)).Since(before).ToList();
        const string Part = "garbage collection, hits and misses";
        measured.Add(new Measure(Part, "hits/s", true), name, (await hits).PerSecond);
        measured.Add(new Measure(Part, "misses/s", true), name, misses.PerSecond);
        foreach (var (from, to, count) in pauses)
        {
            measured.Add(new Measure(Part, string.Create(CultureInfo.InvariantCulture, $"pauses of {from:0.#} to {to:0.#} ms"), false), name, count);
        }

        measured.Add(new Measure(Part, "resident MB", false), name, ProcessUsage.ResidentMegabytes(server.Pid));
    }

    // Ours remembers its cache; the others forget theirs, so that both of their starts are alike.
    private async Task StartAsync(string name, RealServer server, CancellationToken stop)
    {
        await StartAgainAsync("ms to the first answer, with what it remembers of the parts before", name, server, stop);
        var state = server.Site.PathOf(HoldfastDaemon.StateFolder);
        await server.EndAsync(Signal.Terminate, stop);
        if (Directory.Exists(state))
        {
            Directory.Delete(state, recursive: true);
        }

        await StartAgainAsync("ms to the first answer, with nothing to remember", name, server, stop);
    }

    private async Task StartAgainAsync(string what, string name, RealServer server, CancellationToken stop)
    {
        await server.EndAsync(Signal.Terminate, stop);
        var started = TimeProvider.System.GetTimestamp();
        await server.StartAgainAsync(stop);
        measured.Add(new Measure("start", what, false), name, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
    }
}
