using System.Net;

namespace Holdfast.TestPeers.RealServers;

/// <summary>A server from Debian and how it is configured; a DNS server unless it says otherwise. One file a program.</summary>
public abstract class ServerProgram
{
    private static readonly string[] _folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/sbin", "/usr/bin", "/usr/local/sbin"];

    /// <summary>The program's file name.</summary>
    public abstract string Executable { get; }

    /// <summary>The Debian package that has it.</summary>
    public abstract string Package { get; }

    /// <summary>Where the program is; null when it is not installed.</summary>
    public string? Path => Find(Executable);

    /// <summary>Whether the program is installed.</summary>
    public bool IsInstalled => Path is not null;

    /// <summary>Writes the configuration.</summary>
    /// <returns>The arguments with which the program stays in the foreground.</returns>
    public abstract IReadOnlyList<string> Prepare(ServerSite site);

    /// <summary>Whether it answers by now: any response counts, since what it says is for the tests to judge.</summary>
    public virtual Task<bool> AnswersAsync(IPEndPoint server, CancellationToken cancellationToken) => Readiness.AskAsync(server, cancellationToken);

    /// <summary>Where a program of that name is; null when it is not installed.</summary>
    public static string? Find(string executable) =>
        System.IO.Path.IsPathRooted(executable) && File.Exists(executable)
            ? executable
            : _folders.Select(folder => System.IO.Path.Combine(folder, executable)).FirstOrDefault(File.Exists);
}
