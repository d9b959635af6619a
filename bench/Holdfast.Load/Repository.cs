namespace Holdfast.Load;

/// <summary>Where this program was built: its own daemon lies in the same tree.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>
    /// The daemon, which <c>dotnet</c> runs: whichever was built last of the one that <c>./holdfast</c> compiles ahead of
    /// time, as the scripts in bench/ have it do, and the one that <c>./test</c> builds.
    /// </summary>
    public static string Daemon => new[]
    {
        Path.Combine(Root, "artifacts", "run", "bin", "holdfast.dll"),
        Path.Combine(Root, "src", "Holdfast.App", "bin", "Release", "net10.0", "holdfast.dll"),
    }.Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc) ?? throw new FileNotFoundException("The daemon is not built: run ./holdfast --version.");

    /// <summary>The path of a file of results.</summary>
    public static string Artifact(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(Root, "artifacts")).FullName, name);

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
