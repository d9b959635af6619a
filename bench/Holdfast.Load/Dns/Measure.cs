namespace Holdfast.Load.Dns;

/// <summary>One thing that is measured of each server, several times.</summary>
/// <param name="Part">The part of the bench it belongs to.</param>
/// <param name="Name">What it is, with its unit.</param>
/// <param name="MoreIsBetter">Which way is better.</param>
internal sealed record Measure(string Part, string Name, bool MoreIsBetter);

/// <summary>All values by measure and server.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<(Measure Measure, string Server), List<double>> _values = [];

    /// <summary>The measures, in the order in which they were first met.</summary>
    public List<Measure> Measures { get; } = [];

    public void Add(Measure measure, string server, double value)
    {
        if (!Measures.Contains(measure))
        {
            Measures.Add(measure);
        }

        if (!_values.TryGetValue((measure, server), out var values))
        {
            _values[(measure, server)] = values = [];
        }

        values.Add(value);
    }

    public IReadOnlyList<double> Values(Measure measure, string server) => _values.GetValueOrDefault((measure, server), []);

    /// <summary>The median; null when nothing was measured.</summary>
    public double? Median(Measure measure, string server)
    {
        var sorted = Values(measure, server).Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
