using System.Collections.Immutable;
using System.Net;

namespace Holdfast.TestPeers.Probing;

/// <summary>Names that are asked alike and reported together.</summary>
/// <param name="Name">What the class is called in a report.</param>
/// <param name="Weight">Its share of the load, relative to the others'.</param>
/// <param name="Pick">Chooses a name to ask.</param>
/// <param name="Good">The addresses that count; null for any.</param>
public sealed record ProbeClass(string Name, double Weight, Func<Random, string> Pick, ImmutableHashSet<IPAddress>? Good = null)
{
    /// <summary>A class over a fixed list of names, each as likely as the others.</summary>
    public static ProbeClass Of(string name, double weight, IReadOnlyList<string> names, params string[] good) =>
        new(name, weight, chance => names[chance.Next(names.Count)], good.Length == 0 ? null : [.. good.Select(IPAddress.Parse)]);
}
