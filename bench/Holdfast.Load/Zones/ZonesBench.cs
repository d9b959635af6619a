using System.Net.Sockets;
using Holdfast.Load.Dns;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Load.Zones;

/// <summary>
/// Each server has the same zone; each part is run on each server in turn, round after round, so that what else the
/// machine does falls on all alike. The load generator shares the cores with the server.
/// </summary>
internal static class ZonesBench
{
    private static readonly TimeSpan _loadLimit = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<string> Servers { get; } = [DnsReport.Ours, "nsd", "knot"];

    public static IReadOnlyList<string> Parts { get; } = ["mixed", "names", "denied", "start"];

    public static async Task<int> RunAsync(
        IReadOnlyList<string> names, IReadOnlyList<string> parts, int rounds, double seconds, string json, Action<string> say, CancellationToken stop)
    {
        using var million = new MillionNames();
        var servers = new List<(string Name, RealServer Server)>();
        var measured = new Measurements();
        try
        {
            foreach (var name in names)
            {
                var server = await RealServer.StartAsync(Program(name, million.Zone), stop);
                servers.Add((name, server));
                await LoadedAsync(server, stop);
                measured.Add(new Measure("memory", "resident MB", false), name, ProcessTree.ResidentMegabytes(server.Pid));
            }

            await Rounds.RunAsync(
                rounds, parts, servers, (part, name, server) => MeasureAsync(part, name, server, million, measured, seconds, stop), static () => { }, say);
        }
        finally
        {
            foreach (var (_, server) in servers)
            {
                await server.DisposeAsync();
            }
        }

        await File.WriteAllTextAsync(json, DnsReport.Json(measured, names), stop);
        say($"\n{DnsReport.Table(measured, names)}\n\nAll values: {json}");
        return 0;
    }

    private static ServerProgram Program(string name, ServedZone zone) => name switch
    {
        "nsd" => new Nsd(zone) { Servers = Environment.ProcessorCount },
        "knot" => new KnotDns(zone) { UdpWorkers = Environment.ProcessorCount },
        _ => new HoldfastDaemon { Zones = [zone] },
    };

    private static async Task MeasureAsync(
        string part, string name, RealServer server, MillionNames million, Measurements measured, double seconds, CancellationToken stop)
    {
        if (part == "start")
        {
            await server.EndAsync(Signal.Terminate, stop);
            var started = TimeProvider.System.GetTimestamp();
            await server.StartAgainAsync(stop);
            await LoadedAsync(server, stop);
            measured.Add(new Measure("start", "ms to the first answer from the zone", false), name, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            measured.Add(new Measure("memory", "resident MB", false), name, ProcessTree.ResidentMegabytes(server.Pid));
            return;
        }

        var (what, questions) = part switch
        {
            "names" => ("addresses", million.Present),
            "denied" => ("NXDOMAIN", million.Denied),
            _ => ("mixed", million.Mixed),
        };
        var before = ProcessTree.CpuSeconds(server.Pid);
        var run = await Dnsperf.RunAsync("udp", server.Site.Port, questions, seconds, 0, stop);
        var cpu = ProcessTree.CpuSeconds(server.Pid) - before;
        measured.Add(new Measure(what, "queries/s", true), name, run.PerSecond);
        measured.Add(new Measure(what, "server CPU s per million", false), name, run.Completed == 0 ? 0 : cpu * 1e6 / run.Completed);
        measured.Add(new Measure(what, "lost, %", false), name, 100.0 * run.Lost / Math.Max(1, run.Completed + run.Lost));
    }

    // Some servers answer before they have loaded the zone.
    private static async Task LoadedAsync(RealServer server, CancellationToken stop)
    {
        var query = Message.Query(new Question(DomainName.Parse(MillionNames.LastName), RecordType.MX)).ToOctets();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_loadLimit);
        using var socket = new UdpClient();
        socket.Connect(server.EndPoint);
        while (true)
        {
            await socket.SendAsync(query, patience.Token);
            var received = await socket.ReceiveAsync(patience.Token);
            if (Message.TryRead(received.Buffer, out var message, out _, out _) && message.ResponseCode == ResponseCode.NoError && message.Answers.Length > 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience.Token);
        }
    }
}
