using System.CommandLine;
using System.Globalization;
using Holdfast.App.Admin;
using Spectre.Console;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast status</c>: how does the daemon do?</summary>
internal static class StatusCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new HoldfastCommand("status", "Shows how a running daemon does: configuration, providers, cache, guarded names, endpoints.")
        {
            Notes = ["Exit codes: 0 ready, 1 wrong command line or not ready, 2 no daemon answers.", string.Empty],
            Examples = [
                ("status", "The daemon on this machine"),
                ("status --admin 127.0.0.1:5380 --json", "The same for a program"),
            ],
        }.WithAdminOptions();
        command.SetAction((parsed, cancellationToken) =>
            AdminRequest.RunAsync(parsed, HttpMethod.Get, "/status", AdminJson.Default.StatusModel, Show, cancellationToken));
        return command;
    }

    private static int Show(StatusModel status, TextWriter output)
    {
        var console = Terminal.For(output);
        var configuration = status.Configuration;
        output.WriteLine($"holdfast {status.Version}, process {Number(status.ProcessId)}, since {Time(status.StartedAt)}, {(status.Ready ? "ready" : "not ready")}");
        output.WriteLine($"listens on     {string.Join(", ", status.Listeners)}");
        output.WriteLine($"configuration  {configuration.File ?? "defaults"}, since {Time(configuration.LoadedAt)}, {Number(configuration.Reloads)} reloads");
        if (configuration.RefusedAt is { } refused)
        {
            output.WriteLine($"               a newer file was refused at {Time(refused)}:");
            foreach (var problem in configuration.Problems)
            {
                output.WriteLine($"                 {problem}");
            }
        }

        var asked = status.Cache.Hits + status.Cache.Misses;
        var rate = asked == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {100.0 * status.Cache.Hits / asked:0.0} % hits");
        output.WriteLine($"cache          {Number(status.Cache.Entries)} answers, {Number(status.Cache.Octets >> 10)} of {Number(status.Cache.MaxOctets >> 10)} KiB{rate}");
        output.WriteLine($"guard          {Number(status.Guard.Rules)} rules, {Number(status.Guard.Entries)} names remembered, {Number(status.Guard.Held)} held now");
        if (status.Endpoints is { } endpoints)
        {
            output.WriteLine($"endpoints      {Number(endpoints.Pools)} pools kept, {Number(endpoints.Names)} names served{(endpoints.Following ? string.Empty : ", not followed now: the last plans are served")}");
            if (endpoints.StoreProblem is { } problem)
            {
                output.WriteLine($"               the store cannot be used: {problem}");
            }
        }

        WriteProviders(console, status.Providers);
        return status.Ready ? 0 : 1;
    }

    private static void WriteProviders(IAnsiConsole console, IReadOnlyList<ProviderModel> providers)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("provider", "way", "state", "latency", "others are asked after");
        foreach (var provider in providers)
        {
            foreach (var server in provider.Servers)
            {
                var colour = server.State == "well" ? "green" : "red";
                table.AddRow(
                    provider.Name.EscapeMarkup(),
                    server.Endpoint.EscapeMarkup(),
                    $"[{colour}]{server.State.EscapeMarkup()}[/]",
                    server.LatencyMilliseconds is { } latency ? string.Create(CultureInfo.InvariantCulture, $"{latency:0.0} ms") : string.Empty,
                    string.Create(CultureInfo.InvariantCulture, $"{server.HedgeDelayMilliseconds:0.0} ms"));
            }
        }

        console.Write(table);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
