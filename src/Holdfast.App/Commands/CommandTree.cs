using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Holdfast.App.Commands;

/// <summary>All commands, and how a command line is run.</summary>
internal static class CommandTree
{
    /// <summary>The exit code of a wrong command line, as dig has it.</summary>
    public const int UsageExit = 1;

    // dig's @server must not be taken for a file of more arguments.
    private static readonly ParserConfiguration _parser = new() { ResponseFileTokenReplacer = null };

    private static readonly (string Name, Func<TimeProvider, Command> Create)[] _commands = [
        ("query", QueryCommand.Create),
        ("serve", ServeCommand.Create),
        ("check", _ => CheckCommand.Create()),
        ("status", _ => StatusCommand.Create()),
        ("guard", _ => GuardCommand.Create()),
        ("endpoints", EndpointsCommand.Create),
        ("cache", _ => CacheCommand.Create()),
        ("reload", _ => ReloadCommand.Create()),
        ("completion", _ => CompletionCommand.Create()),
    ];

    /// <summary>Makes the commands.</summary>
    /// <param name="time">Time.</param>
    /// <param name="only">The name of the one command that is wanted, since making all takes a while; all of them when there is none of the name.</param>
    public static RootCommand Create(TimeProvider time, string? only = null)
    {
        var root = new RootCommand("Keeps services reachable when DNS, a provider or a region fails, and proves it beforehand.");
        var known = Array.Exists(_commands, command => command.Name == only);
        foreach (var (name, create) in _commands)
        {
            if (!known || name == only)
            {
                root.Add(create(time));
            }
        }

        ExampleHelp.AddTo(root);
        return root;
    }

    /// <summary>Reads a command line without running it.</summary>
    public static ParseResult Parse(RootCommand root, string line) => root.Parse(CommandLineParser.SplitCommandLine(line).ToArray(), _parser);

    /// <summary>Runs a command line; a wrong one is answered with one line.</summary>
    public static async Task<int> RunAsync(string[] args, TimeProvider time)
    {
        var parsed = Create(time, args.FirstOrDefault()).Parse(args, _parser);
        // Signals are the daemon's own business; any other command simply ends by them.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            if (args.Length == 0)
            {
                await Create(time).Parse("--help").InvokeAsync(invocation);
                return UsageExit;
            }

            var command = parsed.CommandResult.Command;
            var problem = parsed.UnmatchedTokens is [var word, ..]
                ? Suggestion.Unknown(command.Subcommands.Count > 0 ? "command" : "argument", word, Known(command))
                : parsed.Errors[0].Message;
            return Usage(Console.Error, command.Name, problem);
        }

        return await parsed.InvokeAsync(invocation);
    }

    private static IEnumerable<string> Known(Command command) =>
        command.Subcommands.Select(sub => sub.Name).Concat(command.Options.SelectMany(option => option.Aliases.Append(option.Name)));

    /// <summary>Says in one line what is wrong with a command line.</summary>
    public static int Usage(TextWriter errors, string command, string problem)
    {
        var help = command is "holdfast" ? "holdfast --help" : $"holdfast {command} --help";
        errors.WriteLine($"holdfast: {problem.TrimEnd('.')} (see '{help}')");
        return UsageExit;
    }
}
