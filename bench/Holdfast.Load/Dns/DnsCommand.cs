using System.CommandLine;

namespace Holdfast.Load.Dns;

/// <summary><c>bench/dns</c>: speed and memory beside other servers.</summary>
internal static class DnsCommand
{
    public static Command Create()
    {
        Option<string[]> servers = new("--servers")
        {
            Description = $"Which servers: {string.Join(", ", DnsBench.Servers.Keys)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. DnsBench.Servers.Keys],
        };
        servers.AcceptOnlyFromAmong([.. DnsBench.Servers.Keys]);
        Option<string[]> parts = new("--parts")
        {
            Description = $"Which parts: {string.Join(", ", DnsParts.All)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. DnsParts.All],
        };
        parts.AcceptOnlyFromAmong([.. DnsParts.All]);
        Option<int> rounds = new("--rounds") { Description = "How often each is measured; medians are shown.", DefaultValueFactory = _ => 3 };
        Option<double> seconds = new("--seconds") { Description = "How long each measurement lasts.", DefaultValueFactory = _ => 3 };
        Option<string> json = new("--json") { Description = "Where all values are written.", DefaultValueFactory = _ => Repository.Artifact("bench-dns.json") };
        Command command = new("dns", "Queries a second, CPU, latency and memory, server by server.") { servers, parts, rounds, seconds, json };
        command.SetAction((given, stop) => DnsBench.RunAsync(
            given.GetValue(servers)!,
            [.. DnsParts.All.Where(given.GetValue(parts)!.Contains)],
            given.GetValue(rounds),
            given.GetValue(seconds),
            given.GetValue(json)!,
            Console.WriteLine,
            stop));
        return command;
    }
}
