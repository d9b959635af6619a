using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Holdfast.App.Commands;

/// <summary>The usual help, then notes and examples.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Lets every command below a root show its examples.</summary>
    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new ExampleHelp((HelpAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exit = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is HoldfastCommand command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            foreach (var note in command.Notes)
            {
                output.WriteLine(note);
            }

            WriteExamples(output, command);
        }

        return exit;
    }

    private static void WriteExamples(TextWriter output, HoldfastCommand command)
    {
        if (command.Examples.IsEmpty)
        {
            return;
        }

        output.WriteLine("Examples:");
        foreach (var (line, does) in command.Examples)
        {
            output.WriteLine($"  # {does}");
            output.WriteLine($"  holdfast {line}");
        }

        output.WriteLine();
    }
}
