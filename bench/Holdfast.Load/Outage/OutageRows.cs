using System.Globalization;
using Holdfast.TestPeers.Probing;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Load.Outage;

/// <summary>The faults, in the order in which they are tried.</summary>
internal static class OutageRows
{
    private const string Guarded = "name=" + OutageZone.Guarded;

    public static OutageRow[] All { get; } =
    [
        new("healthy", "nothing is wrong", (server, pace, stop) => SteadyAsync(server, 0, "", pace, stop)),
        new("silent-1", "one of three silent", (server, pace, stop) => SteadyAsync(server, 1, "silent", pace, stop)),
        new("silent-2", "two of three silent", (server, pace, stop) => SteadyAsync(server, 2, "silent", pace, stop)),
        new("silent-3", "all silent", (server, pace, stop) => SteadyAsync(server, 3, "silent", pace, stop)),
        new("servfail-1", "one answers SERVFAIL", (server, pace, stop) => SteadyAsync(server, 1, "servfail", pace, stop)),
        new("servfail-3", "all answer SERVFAIL", (server, pace, stop) => SteadyAsync(server, 3, "servfail", pace, stop)),
        new("slow-1", "one adds 400 ms", (server, pace, stop) => SteadyAsync(server, 1, "slow=400ms", pace, stop)),
        new("nodata-3", "all answer NODATA for the guarded name", (server, pace, stop) => GuardedAsync(server, 3, "nodata", pace, stop)),
        new("nxdomain-3", "all answer NXDOMAIN for it", (server, pace, stop) => GuardedAsync(server, 3, "nxdomain", pace, stop)),
        new("nodata-1", "any one of three answers NODATA for it", (server, pace, stop) => GuardedAsync(server, 1, "nodata", pace, stop)),
        new("nodata-2", "any two of three answer NODATA for it", (server, pace, stop) => GuardedAsync(server, 2, "nodata", pace, stop)),
        new("nowhere-1", "any one of three leads it nowhere", (server, pace, stop) => GuardedAsync(server, 1, "addresses=" + OutageZone.Nowhere, pace, stop)),
        new("back", "all back after silence: names never cached", BackAsync),
        new("sigterm", "SIGTERM and restart while all are silent", (server, pace, stop) => RestartAsync(server, Signal.Terminate, pace, stop)),
        new("sigkill", "kill -9 and restart while all are silent", (server, pace, stop) => RestartAsync(server, Signal.Kill, pace, stop)),
        new("release", "released while all deny it: NODATA after", ReleaseAsync),
        new("unproved", "all deny it and its addresses refuse: not served after", UnprovedAsync),
    ];

    // The operators in use are the ones that break: the worst case for whoever prefers one.
    private static async Task<OutageResult> SteadyAsync(Contestant server, int broken, string fault, OutagePace pace, CancellationToken stop)
    {
        if (broken > 0)
        {
            server.Break(server.Busiest().Take(broken), fault);
        }

        return OutageResult.Of(await server.SteadyAsync(pace.Fault, stop));
    }

    // Whichever lies: each operator, or pair of them, takes its turn for an equal part of the time.
    private static async Task<OutageResult> GuardedAsync(Contestant server, int liars, string fault, OutagePace pace, CancellationToken stop)
    {
        var turns = liars == server.Upstreams.Length ? 1 : server.Upstreams.Length;
        var all = new ProbeTally([]);
        var worst = 1.0;
        for (var turn = 0; turn < turns; turn++)
        {
            var first = turn;
            server.Heal();
            server.Break(Enumerable.Range(0, liars).Select(n => server.Upstreams[(first + n) % server.Upstreams.Length]), $"{fault} {Guarded}");
            var tally = (await server.SteadyAsync(pace.Fault / turns, stop)).Only(sample => sample.Class.Name == "guarded");
            worst = Math.Min(worst, tally.Usable);
            all = all.And(tally);
        }

        return OutageResult.Of(all, turns == 1 || worst == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"worst turn {100 * worst:0} %"));
    }

    private static async Task<OutageResult> BackAsync(Contestant server, OutagePace pace, CancellationToken stop)
    {
        // People go on asking for names nobody has cached: a server may conclude from that that its upstreams are dead.
        server.Break(server.Upstreams, "silent");
        await Task.WhenAll(server.SteadyAsync(pace.Fault, stop), server.FreshAsync(20, pace.Fault, stop));
        server.Heal();
        var fresh = await server.FreshAsync(100, pace.Fault, stop);
        var remark = fresh.LastFailure is { } last
            ? string.Create(CultureInfo.InvariantCulture, $"last failure {last.TotalSeconds:0.0} s after")
            : "at once";
        return OutageResult.Of(fresh.Only(sample => sample.SentAt >= TimeSpan.FromSeconds(1)), remark);
    }

    private static async Task<OutageResult> RestartAsync(Contestant server, Signal signal, OutagePace pace, CancellationToken stop)
    {
        server.Break(server.Upstreams, "silent");
        await server.Server.EndAsync(signal, stop);
        var stopped = TimeProvider.System.GetTimestamp();
        // One that says nothing while its upstreams are silent is tried all the same.
        var answers = await server.Server.TryStartAgainAsync(TimeSpan.FromSeconds(5), stop);
        var down = TimeProvider.System.GetElapsedTime(stopped);
        var tally = await server.SteadyAsync(pace.Fault, stop);
        var guarded = tally.Only(sample => sample.Class.Name == "guarded").Usable;
        return OutageResult.Of(tally, string.Create(CultureInfo.InvariantCulture, $"guarded {100 * guarded:0} %, {(answers ? "up in" : "silent for")} {down.TotalMilliseconds:0} ms"));
    }

    // Held against denials, then let go by hand: how long until the first answer without an address, and none with one after.
    private static async Task<OutageResult> ReleaseAsync(Contestant server, OutagePace pace, CancellationToken stop)
    {
        if (server.Name != Contestants.Ours)
        {
            return new OutageResult(null, null, null, "");
        }

        server.Break(server.Upstreams, $"nodata {Guarded}");
        await server.SteadyAsync(pace.Fault / 3, stop);
        var told = await CommandLineTool.RunAsync("dotnet", HoldfastDaemon.Tell(server.Server.Site, "guard", "release", OutageZone.Guarded), null, stop);
        if (told.ExitCode != 0)
        {
            return new OutageResult(null, null, null, $"release failed: {told.Error.Trim()}");
        }

        return LastAddress(await server.SteadyAsync(pace.Fault / 3, stop));
    }

    // The services behind the name die as the denials begin; what is cached may be served for its TTL.
    private static async Task<OutageResult> UnprovedAsync(Contestant server, OutagePace pace, CancellationToken stop)
    {
        if (server.Name != Contestants.Ours)
        {
            return new OutageResult(null, null, null, "");
        }

        foreach (var target in OutageZone.Targets)
        {
            target.Close();
        }

        server.Break(server.Upstreams, $"nodata {Guarded}");
        var result = LastAddress(await server.SteadyAsync(pace.Fault, stop));
        foreach (var target in OutageZone.Targets)
        {
            target.Open();
        }

        return result;
    }

    private static OutageResult LastAddress(ProbeTally tally)
    {
        var guarded = tally.Only(sample => sample.Class.Name == "guarded");
        var last = guarded.Samples.LastOrDefault(sample => sample.HasAddress)?.SentAt;
        return new OutageResult(null, null, null, last is null ? "at once" : string.Create(CultureInfo.InvariantCulture, $"{last.Value.TotalSeconds:0.0} s"));
    }
}
