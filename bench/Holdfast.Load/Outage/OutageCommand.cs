using System.CommandLine;

namespace Holdfast.Load.Outage;

/// <summary><c>bench/outage</c>: names keep resolving, or do not, through each fault.</summary>
internal static class OutageCommand
{
    public static Command Create()
    {
        Option<string[]> servers = new("--servers")
        {
            Description = $"Which servers to try: {string.Join(", ", Contestants.All.Keys)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Contestants.Ours, "unbound", "dnsdist"],
        };
        servers.AcceptOnlyFromAmong([.. Contestants.All.Keys]);
        Option<string[]> rows = new("--faults")
        {
            Description = $"Which faults: {string.Join(", ", OutageRows.All.Select(row => row.Key))}. All by default.",
            AllowMultipleArgumentsPerToken = true,
        };
        rows.AcceptOnlyFromAmong([.. OutageRows.All.Select(row => row.Key)]);
        Option<double> seconds = new("--seconds") { Description = "How long each fault lasts.", DefaultValueFactory = _ => 30 };
        Option<double> warm = new("--warm") { Description = "How long everything is healthy before each fault, in seconds.", DefaultValueFactory = _ => 8 };
        Option<double> least = new("--least") { Description = "Fail when our own usable share is below this in any fault, in percent." };
        Command command = new("outage", "Steady load through faults: usable answers and latencies, server by server.") { servers, rows, seconds, warm, least };
        command.SetAction((given, stop) =>
        {
            var chosen = given.GetValue(rows) is { Length: > 0 } keys ? keys : [.. OutageRows.All.Select(row => row.Key)];
            return OutageBench.RunAsync(
                given.GetValue(servers)!,
                [.. OutageRows.All.Where(row => chosen.Contains(row.Key))],
                given.GetValue(least) / 100,
                new OutagePace(TimeSpan.FromSeconds(given.GetValue(seconds)), TimeSpan.FromSeconds(given.GetValue(warm))),
                Console.WriteLine,
                stop);
        });
        return command;
    }
}
