using System.CommandLine;

namespace Holdfast.Load.Dns;

/// <summary><c>bench/dns</c>: speed and memory beside other servers.</summary>
internal static class DnsCommand
{
    public static Command Create() => new BenchOptions([.. DnsBench.Servers.Keys], DnsParts.All, "bench-dns.json")
        .Command("dns", "Queries a second, CPU, latency and memory, server by server.", DnsBench.RunAsync);
}
