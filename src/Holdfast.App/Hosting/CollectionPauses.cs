using System.Diagnostics.Metrics;

namespace Holdfast.App.Hosting;

/// <summary>
/// Measures how long garbage collections stop every thread: no answer leaves meanwhile. Each collection finalizes an object
/// made for it, and so tells of itself; of two that follow each other at once the earlier may go untold, which the total
/// shows (<c>dotnet.gc.pause.time</c>).
/// </summary>
internal sealed class CollectionPauses : IDisposable
{
    private static readonly (GCKind Kind, KeyValuePair<string, object?> Tag)[] _kinds = [
        (GCKind.Ephemeral, new("kind", "ephemeral")), (GCKind.Background, new("kind", "background")), (GCKind.FullBlocking, new("kind", "full"))];

    private readonly Histogram<double> _pauses;
    private readonly long[] _told = new long[_kinds.Length];
    private volatile bool _stopped;

    /// <summary>Begins to measure.</summary>
    public CollectionPauses(IMeterFactory meters)
    {
        _pauses = meters.Create("Holdfast.App").CreateHistogram(
            "holdfast.gc.pause.duration",
            "s",
            "How long garbage collections stopped every thread.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1] });
        for (var i = 0; i < _kinds.Length; i++)
        {
            _told[i] = GC.GetGCMemoryInfo(_kinds[i].Kind).Index;
        }

        _ = new Collected(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopped = true;

    // On the finalizer's thread, hence one at a time.
    private void Tell()
    {
        for (var i = 0; i < _kinds.Length; i++)
        {
            var (kind, tag) = _kinds[i];
            var last = GC.GetGCMemoryInfo(kind);
            if (last.Index == _told[i])
            {
                continue;
            }

            _told[i] = last.Index;
            foreach (var pause in last.PauseDurations)
            {
                if (pause > TimeSpan.Zero)
                {
                    _pauses.Record(pause.TotalSeconds, tag);
                }
            }
        }
    }

    private sealed class Collected(CollectionPauses pauses)
    {
        ~Collected()
        {
            if (!pauses._stopped)
            {
                pauses.Tell();
                _ = new Collected(pauses);
            }
        }
    }
}
