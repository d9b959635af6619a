using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Exchanges.Bootstrap;

namespace Holdfast.App.Configuration;

/// <summary>A configuration file, read and checked.</summary>
/// <param name="Name">The file as the user named it, for problems.</param>
/// <param name="Options">The options; null when there are problems.</param>
/// <param name="Problems">Every problem found, in the order of the file.</param>
internal sealed record ConfigurationFile(string Name, DaemonOptions? Options, ImmutableArray<ConfigProblem> Problems)
{
    /// <summary>What stands in place of a name when there is no file.</summary>
    public const string NoFile = "(defaults)";

    /// <summary>Reads and checks a file, or the defaults when there is none.</summary>
    public static ConfigurationFile Load(string? path)
    {
        if (path is null)
        {
            return Finish(NoFile, new DaemonOptions(), new ConfigReading());
        }

        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var message = fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : fault.Message.TrimEnd('.');
            return new ConfigurationFile(path, null, [new ConfigProblem(default, string.Empty, null, message)]);
        }
    }

    /// <summary>Reads and checks a text as if it stood in a file.</summary>
    public static ConfigurationFile Parse(string path, string text)
    {
        var reading = new ConfigReading();
        var options = new DaemonOptions();
        if (YamlFile.Read(text, reading.Problems) is { } root)
        {
            options = DaemonTables.Root.Read(options, root, string.Empty, reading);
            options = ConfigPaths.Resolve(options, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        }

        return Finish(path, options, reading);
    }

    private static ConfigurationFile Finish(string name, DaemonOptions options, ConfigReading reading)
    {
        options = WithSystemServers(options);
        if (reading.Problems.Count == 0)
        {
            ConfigRules.Check(options, reading);
        }

        return new ConfigurationFile(
            name,
            reading.Problems.Count == 0 ? options : null,
            [.. reading.Problems.OrderBy(problem => problem.Place.Line).ThenBy(problem => problem.Place.Column)]);
    }

    // Whoever made this daemon the system's resolver must not have it ask itself.
    private static DaemonOptions WithSystemServers(DaemonOptions options)
    {
        if (!options.UseSystemServers)
        {
            return options;
        }

        var endpoints = SystemServers.Read()
            .Where(server => !options.Server.Udp.Any(own => own.Port == server.Port && IsReachedAt(own.Address, server.Addresses[0])))
            .ToImmutableArray();
        return endpoints.IsEmpty ? options : options with { SystemProvider = new ProviderOptions(DaemonOptions.SystemName, endpoints) };
    }

    private static bool IsReachedAt(IPAddress listening, IPAddress address) =>
        listening.Equals(address)
        || ((listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any)) && IPAddress.IsLoopback(address));
}
