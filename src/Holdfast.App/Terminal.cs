using Spectre.Console;

namespace Holdfast.App;

/// <summary>Tables for people: as wide as the terminal, or wide enough for anything where the output is a file or a pipe.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 240;

    /// <summary>A console over a writer; colours only on a terminal, and not with NO_COLOR.</summary>
    public static IAnsiConsole For(TextWriter output)
    {
        var plain = Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
