using System.Text;

namespace Holdfast.App.Configuration;

/// <summary>Writes docs/guide/configuration.md from the tables, so that it cannot say anything else.</summary>
internal static class ConfigurationGuide
{
    /// <summary>The guide as Markdown.</summary>
    public static string Write()
    {
        var guide = new StringBuilder("""
            # Configuration

            A YAML file. Unknown keys, values out of range and contradictions are errors; `holdfast check FILE` names file, line,
            key, value and what is allowed. Relative paths count from the file's folder. A list with one value needs no brackets.
            This page is written from the same tables that read the file; a test keeps them equal.

            | key | what it does | allowed | default |
            |---|---|---|---|

            """);
        foreach (var option in DaemonTables.Root.Describe(new DaemonOptions()))
        {
            var name = option.Allowed is null ? $"**`{option.Path}`**" : $"`{option.Path}`";
            guide.Append("| ").Append(name)
                .Append(" | ").Append(Cell(option.Help))
                .Append(" | ").Append(Cell(option.Allowed ?? string.Empty))
                .Append(" | ").Append(option.Default is { } value ? $"`{Cell(value)}`" : string.Empty)
                .Append(" |\n");
        }

        return guide.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*.", "\\*.", StringComparison.Ordinal);
}
