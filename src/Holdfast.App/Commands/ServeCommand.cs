using System.CommandLine;
using Holdfast.App.Hosting;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast serve</c>: keep my names resolving.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> _config = new("--config", "-c")
    {
        Description = "The configuration file. Without one: 127.0.0.1:5353 and [::1]:5353, Quad9, Cloudflare, Google and the system's own servers, no guarded names.",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create(TimeProvider time)
    {
        var command = new HoldfastCommand("serve", "Keeps names resolving: a caching resolver over several independent providers, which remembers the last known good answers of guarded names.")
        {
            Notes = [
                "SIGHUP or a change of the file reloads; a wrong file leaves the running configuration in place and says so.",
                "Exit codes: 0 stopped, 1 wrong configuration, 2 the machine stands in the way (a taken address, a directory in use).",
                string.Empty,
            ],
            Examples = [
                ("serve", "A resolver on this machine, at 127.0.0.1:5353"),
                ("serve --config examples/holdfast.yaml", "As a file says"),
            ],
        };
        command.Add(_config);
        command.SetAction((parsed, cancellationToken) => ServeRun.RunAsync(parsed.GetValue(_config), time, cancellationToken));
        return command;
    }
}
