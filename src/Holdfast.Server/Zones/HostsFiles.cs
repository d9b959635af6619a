using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Zones;

/// <summary>Reads hosts files. One that cannot be read leaves the names before in place.</summary>
internal static partial class HostsFiles
{
    // Ten times the largest block lists in use.
    private const long MaxFileOctets = 256 << 20;

    /// <summary>Reads all files into one zone.</summary>
    /// <param name="paths">The files, earlier ones first.</param>
    /// <param name="before">What to keep when one cannot be read; null for nothing.</param>
    /// <param name="metrics">Where reloads are counted.</param>
    /// <param name="logger">Where it is told.</param>
    public static HostsZone Read(IReadOnlyCollection<string> paths, HostsZone? before, ServerMetrics metrics, ILogger logger)
    {
        try
        {
            foreach (var path in paths)
            {
                if (new FileInfo(path).Length > MaxFileOctets)
                {
                    throw new IOException($"'{path}' is larger than {MaxFileOctets} octets.");
                }
            }

            var zone = new HostsZone(paths.SelectMany(File.ReadLines));
            if (paths.Count > 0)
            {
                metrics.Reloads.Add(1, new KeyValuePair<string, object?>("outcome", "ok"));
                LogRead(logger, string.Join(", ", paths), zone.Count, zone.BadLines);
            }

            return zone;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            metrics.Reloads.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
            LogKept(logger, string.Join(", ", paths), failure.Message);
            return before ?? new HostsZone([]);
        }
    }

    [LoggerMessage(EventId = 3040, Level = LogLevel.Information, Message = "Hosts files {Paths}: {Names} names, {BadLines} lines passed over")]
    private static partial void LogRead(ILogger logger, string paths, int names, int badLines);

    [LoggerMessage(EventId = 3041, Level = LogLevel.Error, Message = "Hosts files {Paths} cannot be read, the names before stay: {Reason}")]
    private static partial void LogKept(ILogger logger, string paths, string reason);
}
