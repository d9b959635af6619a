using System.CommandLine;
using Holdfast.App.Configuration;
using Holdfast.Server.Zones;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast check</c>: is this configuration right?</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> _file = new("FILE") { Description = "The configuration file." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new HoldfastCommand("check", "Checks a configuration file: everything that could stop 'serve', with file, line, key, value and what is allowed.")
        {
            Notes = ["Exit codes: 0 right, 1 wrong.", string.Empty],
            Examples = [("check examples/holdfast.yaml", "Whether a file is right")],
        };
        command.Add(_file);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(_file), Console.Out, Console.Error));
        return command;
    }

    private static int Run(string file, TextWriter output, TextWriter errors)
    {
        var configuration = ConfigurationFile.Load(file);
        foreach (var problem in configuration.Problems)
        {
            errors.WriteLine(problem.ToLine(configuration.Name));
        }

        if (configuration.Options is not { } options)
        {
            return 1;
        }

        // Served, a broken zone file is a line in the log, and the zone before stays.
        var zoneProblems = options.Server.Zones.SelectMany(zone => ZoneFileCheck.Problems(zone)).ToArray();
        foreach (var problem in zoneProblems)
        {
            errors.WriteLine(problem);
        }

        if (zoneProblems.Length > 0)
        {
            return 1;
        }

        output.WriteLine($"{file}: right. {Count(options.AllProviders.Length, "provider")}, {Count(options.Guard.Rules.Length, "guarded name")}, {Count(options.Server.Udp.Length + options.Server.Tcp.Length + options.Server.Tls.Length + options.Server.Https.Length, "listener")}, {Count(options.Server.Zones.Length, "zone")}, {Count(options.Endpoints.Service.Pools.Length, "pool")}.");
        return 0;
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? string.Empty : "s")}";
}
