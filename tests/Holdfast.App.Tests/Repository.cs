namespace Holdfast.App.Tests;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>A file or folder in it.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The text of a file in it.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>The contents of a Markdown file's fenced blocks of one language.</summary>
    public static IEnumerable<string> FencedBlocks(string relative, string language)
    {
        List<string>? block = null;
        foreach (var line in File.ReadLines(PathOf(relative)))
        {
            if (block is not null && line.StartsWith("```", StringComparison.Ordinal))
            {
                yield return string.Join('\n', block) + "\n";
                block = null;
            }
            else if (line == "```" + language)
            {
                block = [];
            }
            else
            {
                block?.Add(line);
            }
        }
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Holdfast.slnx")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
