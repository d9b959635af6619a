using System.CommandLine;

namespace Holdfast.Load;

/// <summary>What a bench of several servers is told: which of them, which parts, how often, how long, and where values go.</summary>
internal sealed class BenchOptions(IReadOnlyList<string> allServers, IReadOnlyList<string> allParts, string json)
{
    private readonly Option<string[]> _servers = Some("--servers", "Which servers", allServers);
    private readonly Option<string[]> _parts = Some("--parts", "Which parts", allParts);
    private readonly Option<int> _rounds = new("--rounds") { Description = "How often each is measured; medians are shown.", DefaultValueFactory = _ => 3 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long each measurement lasts.", DefaultValueFactory = _ => 3 };
    private readonly Option<string> _json = new("--json") { Description = "Where all values are written.", DefaultValueFactory = _ => Repository.Artifact(json) };

    /// <summary>Runs a bench with what it is told.</summary>
    public delegate Task<int> Bench(
        IReadOnlyList<string> servers, IReadOnlyList<string> parts, int rounds, double seconds, string json, Action<string> say, CancellationToken stop);

    /// <summary>Makes the command.</summary>
    public Command Command(string name, string help, Bench run)
    {
        Command command = new(name, help) { _servers, _parts, _rounds, _seconds, _json };
        command.SetAction((given, stop) => run(
            given.GetValue(_servers)!,
            [.. allParts.Where(given.GetValue(_parts)!.Contains)],
            given.GetValue(_rounds),
            given.GetValue(_seconds),
            given.GetValue(_json)!,
            Console.WriteLine,
            stop));
        return command;
    }

    private static Option<string[]> Some(string name, string help, IReadOnlyList<string> all)
    {
        Option<string[]> option = new(name)
        {
            Description = $"{help}: {string.Join(", ", all)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. all],
        };
        option.AcceptOnlyFromAmong([.. all]);
        return option;
    }
}
