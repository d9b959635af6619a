using System.CommandLine;

namespace Holdfast.Load.Zones;

/// <summary><c>bench/zones</c>: authoritative answers beside other servers.</summary>
internal static class ZonesCommand
{
    public static Command Create()
    {
        Option<string[]> servers = new("--servers")
        {
            Description = $"Which servers: {string.Join(", ", ZonesBench.Servers)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. ZonesBench.Servers],
        };
        servers.AcceptOnlyFromAmong([.. ZonesBench.Servers]);
        Option<string[]> parts = new("--parts")
        {
            Description = $"Which parts: {string.Join(", ", ZonesBench.Parts)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. ZonesBench.Parts],
        };
        parts.AcceptOnlyFromAmong([.. ZonesBench.Parts]);
        Option<int> rounds = new("--rounds") { Description = "How often each is measured; medians are shown.", DefaultValueFactory = _ => 3 };
        Option<double> seconds = new("--seconds") { Description = "How long each measurement lasts.", DefaultValueFactory = _ => 3 };
        Option<string> json = new("--json") { Description = "Where all values are written.", DefaultValueFactory = _ => Repository.Artifact("bench-zones.json") };
        Command command = new("zones", "Queries a second, CPU, load time and memory with a zone of a million names, server by server.") { servers, parts, rounds, seconds, json };
        command.SetAction((given, stop) => ZonesBench.RunAsync(
            given.GetValue(servers)!,
            [.. ZonesBench.Parts.Where(given.GetValue(parts)!.Contains)],
            given.GetValue(rounds),
            given.GetValue(seconds),
            given.GetValue(json)!,
            Console.WriteLine,
            stop));
        return command;
    }
}
