using System.Collections.Immutable;
using Holdfast.Certificates;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Zones;

/// <summary>
/// Reads zones' files, and reads them again when they change. A file that is broken leaves the zone as it was; a zone that
/// was never sound answers SERVFAIL, since its names must not be asked of others.
/// </summary>
internal sealed partial class ZoneFiles(OwnZones zones, TimeProvider time, ServerMetrics metrics, ILogger logger) : IDisposable
{
    // A file that begins to include others is read once more, so that no change of theirs is missed.
    private const int MostRounds = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<DomainName, Served> _served = [];

    /// <summary>Reads all files and begins to watch them; zones that are no longer listed are forgotten.</summary>
    /// <param name="files">The zones.</param>
    /// <param name="interval">How often to look whether a file has changed.</param>
    public void Use(ImmutableArray<ZoneFileOptions> files, TimeSpan interval)
    {
        lock (_lock)
        {
            foreach (var gone in _served.Keys.Where(name => files.All(file => file.Name != name)).ToArray())
            {
                _served[gone].Watch.Dispose();
                _served.Remove(gone);
                zones.Remove(gone);
            }

            foreach (var file in files)
            {
                LoadLocked(file, interval, isRenewed: true);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var served in _served.Values)
            {
                served.Watch.Dispose();
            }

            _served.Clear();
        }
    }

    private void Reload(ZoneFileOptions file, TimeSpan interval)
    {
        lock (_lock)
        {
            // A watch may ring once more after its zone is gone.
            if (_served.TryGetValue(file.Name, out var served) && served.File == file)
            {
                LoadLocked(file, interval, isRenewed: false);
            }
        }
    }

    // A watch begins anew when somebody else than it says that the file may have changed, or else it would say so again.
    private void LoadLocked(ZoneFileOptions file, TimeSpan interval, bool isRenewed)
    {
        _served.TryGetValue(file.Name, out var served);
        ZoneLoad load;
        if (served is null || isRenewed)
        {
            ImmutableArray<string> paths = served?.File == file ? served.Paths : [file.Path];
            served?.Watch.Dispose();
            served = new Served(file, paths, Watch(paths));
        }

        for (var round = 1; ; round++)
        {
            // Watched first, read then: a change while it is read is seen.
            load = ZoneLoad.Read(file);
            if (load.Files.AsSpan().SequenceEqual(served.Paths.AsSpan()) || round == MostRounds)
            {
                break;
            }

            served.Watch.Dispose();
            served = new Served(file, load.Files, Watch(load.Files));
        }

        _served[file.Name] = served;
        if (load.Zone is { } zone)
        {
            metrics.Reloads.Add(1, new KeyValuePair<string, object?>("outcome", "ok"));
            zones.Set(file.Name, zone);
            LogRead(logger, file.Name, file.Path, zone.Serial, zone.Records, zone.Names, zone.Octets);
            return;
        }

        metrics.Reloads.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
        var isSound = zones.HasSound(file.Name);
        if (!isSound)
        {
            zones.Set(file.Name, null);
        }

        foreach (var problem in load.Problems)
        {
            LogKept(logger, file.Name, isSound ? "the zone before stays" : "the zone answers SERVFAIL", problem.ToString());
        }

        FileWatch Watch(ImmutableArray<string> paths) => new([.. paths], interval, time, () => Reload(file, interval));
    }

    [LoggerMessage(EventId = 3050, Level = LogLevel.Information, Message = "Zone {Zone} from {Path}: serial {Serial}, {Records} records, {Names} names, {Octets} octets")]
    private static partial void LogRead(ILogger logger, DomainName zone, string path, uint serial, int records, int names, long octets);

    [LoggerMessage(EventId = 3051, Level = LogLevel.Error, Message = "Zone {Zone} has a broken file, {Kept}: {Problem}")]
    private static partial void LogKept(ILogger logger, DomainName zone, string kept, string problem);

    private sealed record Served(ZoneFileOptions File, ImmutableArray<string> Paths, FileWatch Watch);
}
