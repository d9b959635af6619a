using System.Net;
using Holdfast.TestPeers.Certificates;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Dns;

/// <summary>
/// All servers forward to one nsd on this machine; each part is run on each server in turn, round after round, so that
/// what else the machine does falls on all alike. The load generator shares the cores with the server.
/// </summary>
internal static class DnsBench
{
    public static IReadOnlyDictionary<string, Func<IPEndPoint, TestCertificate, ServerProgram>> Servers { get; } =
        new Dictionary<string, Func<IPEndPoint, TestCertificate, ServerProgram>>(StringComparer.Ordinal)
        {
            [DnsReport.Ours] = (upstream, certificate) => new HoldfastDaemon(upstream) { Certificate = certificate, Options = ["cache:", "  size: 256MiB"] },
            ["unbound"] = (upstream, certificate) => new Unbound(upstream)
            {
                Certificate = certificate,
                Threads = Environment.ProcessorCount,
                Options =
                [
                    "msg-cache-size: 128m", "rrset-cache-size: 256m", "msg-cache-slabs: 2", "rrset-cache-slabs: 2", "key-cache-slabs: 2", "infra-cache-slabs: 2",
                    "outgoing-range: 8192", "num-queries-per-thread: 4096", "so-rcvbuf: 4m", "so-sndbuf: 4m", "minimal-responses: yes",
                    "incoming-num-tcp: 100", "http-max-streams: 1000",
                ],
            },
            ["dnsdist"] = (upstream, certificate) => new Dnsdist(upstream)
            {
                Certificate = certificate,
                Listeners = Environment.ProcessorCount,
                UpstreamOptions = "healthCheckMode='up', sockets=4",
                Cache = "1000000, {maxTTL=86400, numberOfShards=40}",
                Options = ["setMaxUDPOutstanding(65535)"],
            },
            ["powerdns"] = (upstream, _) => new PowerDnsRecursor(upstream)
            {
                Threads = Environment.ProcessorCount,
                Options = ["max-cache-entries=1000000", "max-packetcache-entries=500000", "max-mthreads=8192", "max-tcp-per-client=0", "max-tcp-clients=200", "max-tcp-queries-per-connection=0"],
            },
        };

    public static async Task<int> RunAsync(
        IReadOnlyList<string> names, IReadOnlyList<string> parts, int rounds, double seconds, string json, Action<string> say, CancellationToken stop)
    {
        using var files = new NameFiles();
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["localhost"], [IPAddress.Loopback]);
        await using var nsd = await RealServer.StartAsync(new Nsd(NameFiles.Zone) { Servers = Environment.ProcessorCount }, stop);
        var servers = new List<(string Name, RealServer Server)>();
        var measured = new Measurements();
        try
        {
            foreach (var name in names)
            {
                servers.Add((name, await RealServer.StartAsync(Servers[name](nsd.EndPoint, certificate), stop)));
            }

            var work = new DnsParts(files, measured, seconds);
            await Rounds.RunAsync(
                rounds, parts, servers, (part, name, server) => work.RunAsync(part, name, server, stop), () => work.BeginRound([.. parts]), say);
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
}
