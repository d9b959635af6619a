using System.CommandLine;

namespace Holdfast.App.Commands;

/// <summary><c>holdfast completion</c>: prints a script that completes command lines.</summary>
internal static class CompletionCommand
{
    // The command line completes itself: System.CommandLine answers the [suggest:N] directive.
    private const string Bash = """
        # bash: eval "$(holdfast completion bash)"
        _holdfast() {
            local IFS=$'\n' line="${COMP_LINE#* }"
            COMPREPLY=($(compgen -W "$(holdfast "[suggest:$((COMP_POINT - ${#COMP_WORDS[0]} - 1))]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _holdfast holdfast
        """;

    private const string Zsh = """
        #compdef holdfast
        # zsh: source <(holdfast completion zsh)
        _holdfast() {
            local line="${BUFFER#* }"
            compadd -- ${(f)"$(holdfast "[suggest:$((CURSOR - ${#words[1]} - 1))]" "$line" 2>/dev/null)"}
        }
        compdef _holdfast holdfast
        """;

    private const string Fish = """
        # fish: holdfast completion fish | source
        complete -f -c holdfast -a '(set -l line (string replace -r "^\S+\s*" "" -- (commandline -cp)); holdfast "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
        """;

    private static readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new HoldfastCommand("completion", "Prints a script that lets a shell complete command lines.")
        {
            Examples = [("completion bash", "For bash: eval \"$(holdfast completion bash)\"")],
        };
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        command.Add(_shell);
        command.SetAction(parsed => Console.Out.WriteLine(parsed.GetValue(_shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish }));
        return command;
    }
}
