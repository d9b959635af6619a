using System.Globalization;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Dns;

/// <summary>The names that are asked, as files for dnsperf, all below one wildcard that a local nsd serves.</summary>
internal sealed class NameFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-bench-");
    private int _misses;

    public NameFiles()
    {
        Hot = Write("hot", 1_000);
        Many = Write("many", 100_000);
    }

    /// <summary>A thousand names.</summary>
    public string Hot { get; }

    /// <summary>A hundred thousand names.</summary>
    public string Many { get; }

    public static ServedZone Zone { get; } = ServedZone.Of("bench.test.", "* 3600 IN A 192.0.2.1");

    /// <summary>Names that nobody asked before.</summary>
    public string NeverAsked(int count) => Write(string.Create(CultureInfo.InvariantCulture, $"miss{++_misses}"), count);

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string prefix, int count)
    {
        var path = Path.Combine(_folder.FullName, prefix);
        File.WriteAllLines(path, Enumerable.Range(0, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n}.bench.test A")));
        return path;
    }
}
