using System.Globalization;
using Holdfast.Load.Outage;
using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Tools;

namespace Holdfast.Load.Soak;

/// <summary>
/// As many queries in ten minutes as a busy host asks in a day, while everything that could leak is made to happen again
/// and again: new names, connections that come and go, operators that fall silent, deny and come back, reloads. After a
/// warm-up memory, descriptors and threads must stay flat. The cache is small, so that new names fill it in the warm-up.
/// </summary>
internal static class SoakBench
{
    private const int HotRate = 12_000;
    private const double FreshRate = 200;
    private static readonly string[] _faults = ["silent", "servfail", "nodata", "slow=200ms", "malformed", "truncated", ""];

    public static async Task<int> RunAsync(TimeSpan duration, TimeSpan every, double mostMegabytes, int mostDescriptors, Action<string> say, CancellationToken stop)
    {
        await using var server = await Contestant.StartAsync(
            Contestants.Ours, upstreams => Contestants.Holdfast(upstreams, "cache:", "  size: 4MiB"), stop);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ended.CancelAfter(duration);
        var names = server.Server.Site.Write("names", string.Join('\n', Enumerable.Range(0, 200).Select(n => $"l{n}.bench.test A")) + "\n");
        Task[] load =
        [
            LoadAsync(names, "udp", server, ended.Token),
            LoadAsync(names, "tcp", server, ended.Token),
            FreshAsync(server, ended.Token),
            TroubleAsync(server, ended.Token),
        ];
        var samples = await WatchAsync(server.Server.Pid, every, say, ended.Token);
        await Task.WhenAll(load);
        stop.ThrowIfCancellationRequested();

        // The first third fills caches and pools.
        var settled = samples.Where(sample => sample.At > duration / 3).ToArray();
        var memory = Slope.Growth(settled, sample => sample.ResidentMegabytes);
        var descriptors = Slope.Growth(settled, sample => sample.Descriptors);
        var threads = Slope.Growth(settled, sample => sample.Threads);
        var flat = settled.Length > 2 && memory <= mostMegabytes && descriptors <= mostDescriptors && threads <= mostDescriptors;
        say(string.Create(CultureInfo.InvariantCulture, $"""
            growth after the first third: {memory:0.0} MB (at most {mostMegabytes:0}), {descriptors:0.0} descriptors, {threads:0.0} threads (at most {mostDescriptors})
            {(flat ? "flat" : "NOT FLAT")}
            """));
        return flat ? 0 : 1;
    }

    private static async Task<List<SoakSample>> WatchAsync(int pid, TimeSpan every, Action<string> say, CancellationToken ended)
    {
        var samples = new List<SoakSample>();
        var started = TimeProvider.System.GetTimestamp();
        say("   time       MB  descriptors  threads");
        while (await GoesOnAsync(every, ended))
        {
            var sample = SoakSample.Of(pid, TimeProvider.System.GetElapsedTime(started));
            samples.Add(sample);
            say(string.Create(CultureInfo.InvariantCulture, $"{sample.At.TotalSeconds,6:0} s {sample.ResidentMegabytes,8:0.0} {sample.Descriptors,12} {sample.Threads,8}"));
        }

        return samples;
    }

    // dnsperf in short runs, so that its sockets and connections come and go.
    private static async Task LoadAsync(string names, string mode, Contestant server, CancellationToken ended)
    {
        var rate = mode == "udp" ? HotRate : HotRate / 10;
        string[] churn = mode == "tcp" ? ["-O", "num-queries-per-conn=20"] : [];
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await CommandLineTool.RunAsync(
                    "dnsperf",
                    [
                        "-s", "127.0.0.1", "-p", server.Server.Site.Port.ToString(CultureInfo.InvariantCulture), "-m", mode, "-d", names, "-l", "10",
                        "-c", "10", "-Q", rate.ToString(CultureInfo.InvariantCulture), .. churn,
                    ],
                    null,
                    ended);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task FreshAsync(Contestant server, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await Task.WhenAll(
                    server.FreshAsync(FreshRate, TimeSpan.FromSeconds(5), ended),
                    server.SteadyAsync(TimeSpan.FromSeconds(5), ended));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task TroubleAsync(Contestant server, CancellationToken ended)
    {
        for (var turn = 0; await GoesOnAsync(TimeSpan.FromSeconds(3), ended); turn++)
        {
            var fault = _faults[turn % _faults.Length];
            server.Heal();
            if (fault.Length > 0)
            {
                server.Break(server.Upstreams.Skip(turn % 4), fault);
            }

            if (turn % 5 == 0)
            {
                server.Server.Send(Signal.HangUp);
            }
        }
    }

    private static async Task<bool> GoesOnAsync(TimeSpan wait, CancellationToken ended)
    {
        try
        {
            await Task.Delay(wait, ended);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
