namespace Holdfast.App.Hosting;

/// <summary>
/// Notices that a configuration file changed. It looks once a second, since that also sees what notifications miss:
/// network mounts, and the symbolic links that Kubernetes swaps. A file is believed changed once it looked the same twice,
/// so that a half-written one is not read.
/// </summary>
internal sealed class ConfigurationWatch(string path, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Calls back for every change, until cancelled.</summary>
    public async Task RunAsync(Func<Task> changed, CancellationToken cancellationToken)
    {
        var applied = Look();
        var seen = applied;
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = Look();
                if (now == seen && now != applied && now.Length >= 0)
                {
                    applied = now;
                    await changed();
                }

                seen = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    private (DateTime WrittenAt, long Length) Look()
    {
        try
        {
            var file = new FileInfo(path);
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return target.Exists ? (target.LastWriteTimeUtc, target.Length) : (default, -1);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (default, -1);
        }
    }
}
