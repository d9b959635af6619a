using System.Globalization;

namespace Holdfast.Load.Zones;

/// <summary>A process with its children, as some servers answer from those (proc(5)).</summary>
internal static class ProcessTree
{
    /// <summary>The process and all below it.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Select(pid => (Pid: pid, Parent: ParentOf(pid)))
            .ToLookup(entry => entry.Parent, entry => entry.Pid);
        var all = new List<int> { root };
        for (var i = 0; i < all.Count; i++)
        {
            all.AddRange(parents[all[i]]);
        }

        return all;
    }

    /// <summary>User and system time of all so far, in seconds.</summary>
    public static double CpuSeconds(int root) => Of(root).Sum(ProcessUsage.CpuSeconds);

    /// <summary>Resident memory of all, in megabytes; what they share counts once.</summary>
    public static double ResidentMegabytes(int root) => Of(root).Sum(pid =>
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/smaps_rollup")).First(one => one.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    });

    private static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
