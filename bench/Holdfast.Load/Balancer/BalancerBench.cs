using System.Net;
using Holdfast.Load.Dns;
using Holdfast.Load.Zones;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Balancer;

/// <summary>
/// Three nodes, each nginx with one process, and before them each balancer in turn, round after round, so that what else the
/// machine does falls on all alike. The load generator and the nodes share the cores with the balancer.
/// </summary>
internal static class BalancerBench
{
    private const int Nodes = 3;
    private const int Connections = 64;
    private const int BodyOctets = 1024;
    private const double WarmUpSeconds = 3;

    public static IReadOnlyList<string> Servers { get; } = [DnsReport.Ours, "haproxy", "nginx"];

    public static IReadOnlyList<string> Parts { get; } = ["full", "equal"];

    public static async Task<int> RunAsync(
        IReadOnlyList<string> names, IReadOnlyList<string> parts, int rounds, double seconds, string json, Action<string> say, CancellationToken stop)
    {
        var running = new List<RealServer>();
        var servers = new List<(string Name, RealServer Server)>();
        var measured = new Measurements();
        try
        {
            var nodes = new List<IPEndPoint>();
            for (var i = 0; i < Nodes; i++)
            {
                var address = new IPAddress([127, 0, 0, (byte)(11 + i)]);
                var node = await RealServer.StartAsync(new Nginx { Text = new string('x', BodyOctets), Address = address }, stop);
                running.Add(node);
                nodes.Add(new IPEndPoint(address, node.Site.Port));
            }

            foreach (var name in names)
            {
                var server = await RealServer.StartAsync(Program(name, nodes), stop);
                running.Add(server);
                servers.Add((name, server));
            }

            // Whoever compiles while it runs has done so before it is measured; the others have filled their pools.
            var slowest = double.MaxValue;
            foreach (var (_, server) in servers)
            {
                await Wrk.RunAsync(server.Site.Port, Connections, WarmUpSeconds, stop);
                slowest = Math.Min(slowest, (await Wrk.RunAsync(server.Site.Port, Connections, 1, stop)).PerSecond);
            }

            await Rounds.RunAsync(rounds, parts, servers, (part, name, server) => MeasureAsync(part, name, server, slowest / 2, measured, seconds, stop), static () => { }, say);
        }
        finally
        {
            foreach (var server in Enumerable.Reverse(running))
            {
                await server.DisposeAsync();
            }
        }

        await File.WriteAllTextAsync(json, DnsReport.Json(measured, names), stop);
        say($"\n{DnsReport.Table(measured, names)}\n\nAll values: {json}");
        return 0;
    }

    private static ServerProgram Program(string name, List<IPEndPoint> nodes) => name switch
    {
        "haproxy" => new Haproxy([.. nodes]),
        "nginx" => new Nginx { Upstreams = nodes, Workers = Environment.ProcessorCount },
        _ => new HoldfastBalancer(nodes),
    };

    private static async Task MeasureAsync(
        string part, string name, RealServer server, double equalRate, Measurements measured, double seconds, CancellationToken stop)
    {
        var before = ProcessTree.CpuSeconds(server.Pid);
        var load = part == "full"
            ? await Wrk.RunAsync(server.Site.Port, Connections, seconds, stop)
            : await PacedLoad.RunAsync(server.Site.Port, Connections, equalRate, seconds, stop);
        var cpu = ProcessTree.CpuSeconds(server.Pid) - before;
        measured.Add(new Measure(part, "requests/s", true), name, load.PerSecond);
        measured.Add(new Measure(part, "p99, ms", false), name, load.P99);
        measured.Add(new Measure(part, "balancer CPU s per million", false), name, load.Answered == 0 ? 0 : cpu * 1e6 / load.Answered);
        measured.Add(new Measure(part, "failed", false), name, load.Failed);
        measured.Add(new Measure("memory", "resident MB", false), name, ProcessTree.ResidentMegabytes(server.Pid));
    }
}
