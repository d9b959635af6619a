namespace Holdfast.Certificates;

/// <summary>
/// Notices that files changed, by looking at their times and lengths now and then: that works where notifications do not
/// (network file systems, links that are swapped, as Kubernetes does).
/// </summary>
public sealed class FileWatch : IDisposable
{
    private readonly string[] _paths;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private (DateTime WrittenAt, long Length)[] _seen;

    /// <summary>Begins to watch.</summary>
    /// <param name="paths">The files; they need not exist.</param>
    /// <param name="interval">How often to look.</param>
    /// <param name="time">Time.</param>
    /// <param name="changed">Called on a timer's thread, never twice at once.</param>
    public FileWatch(string[] paths, TimeSpan interval, TimeProvider time, Action changed)
    {
        ArgumentNullException.ThrowIfNull(time);
        _paths = paths;
        _changed = changed;
        _seen = Look();
        _timer = time.CreateTimer(static watch => ((FileWatch)watch!).Check(), this, interval, interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        lock (_lock)
        {
            var now = Look();
            if (!now.AsSpan().SequenceEqual(_seen))
            {
                _seen = now;
                _changed();
            }
        }
    }

    private (DateTime WrittenAt, long Length)[] Look() => [.. _paths.Select(Look)];

    private static (DateTime WrittenAt, long Length) Look(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return target.Exists ? (target.LastWriteTimeUtc, target.Length) : default;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
