using System.Runtime;

namespace Holdfast.App.Hosting;

/// <summary>
/// Postpones garbage collections while much is loaded that stays. Otherwise there would be one for every little of it, as
/// the project file asks for (System.GC.Gen0MaxBudget), and loading would be mostly collecting. Afterwards a single one
/// makes all of it old, before anybody can be kept waiting.
/// </summary>
internal readonly struct BulkLoading : IDisposable
{
    // What is loaded takes about this many times its length on disk.
    private const int HeapFactor = 4;
    private const long LeastOctets = 1 << 20;
    private const long MostHeapOctets = 128 << 20;

    private BulkLoading(bool postpones) => Postpones = postpones;

    private bool Postpones { get; }

    /// <summary>Begins to load what lies in a directory; when it is more than fits, collections come back on their own.</summary>
    public static BulkLoading From(string directory)
    {
        var folder = new DirectoryInfo(directory);
        var octets = folder.Exists ? folder.EnumerateFiles("*", new EnumerationOptions()).Sum(file => file.Length) : 0;
        return new BulkLoading(octets >= LeastOctets && GC.TryStartNoGCRegion(Math.Min(octets * HeapFactor, MostHeapOctets)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Postpones && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
            GC.Collect();
        }
    }
}
