namespace Holdfast.Load;

/// <summary>Where this program was built: its own daemon lies in the same tree.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The daemon as <c>./holdfast</c> runs it, compiled ahead of time: the scripts in bench/ have it built first.</summary>
    public static string Daemon => Path.Combine(Root, "artifacts", "run", "bin", "holdfast.dll");

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Holdfast.slnx")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{folder} is not inside the repository.");
    }
}
