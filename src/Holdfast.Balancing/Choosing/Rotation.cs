using System.Collections.Immutable;

namespace Holdfast.Balancing.Choosing;

/// <summary>Who gets requests, as last decided. Immutable; swapped whole.</summary>
/// <param name="Near">Nodes of the own zone; empty when no zone is preferred.</param>
/// <param name="Far">All others.</param>
/// <param name="NearShare">How many requests of 2^32 go to <paramref name="Near"/>.</param>
/// <param name="Standings">What each node is, by its index.</param>
/// <param name="IsFailingOpen">Whether health is not believed, since too few would be left.</param>
/// <param name="Withheld">Nodes that would be ejected, were not too few left.</param>
internal sealed record Rotation(
    RotationGroup Near, RotationGroup Far, ulong NearShare, ImmutableArray<NodeStanding> Standings, bool IsFailingOpen, int Withheld)
{
    /// <summary>Whether a node gets requests.</summary>
    public bool Serves(int node) => Standings[node] is NodeStanding.Serving or NodeStanding.FailingOpen;

    /// <summary>Chooses a node: the zone by its share, then the better of two.</summary>
    /// <param name="chance">What is drawn with.</param>
    /// <param name="nodes">The load of each node, by its index.</param>
    public int Pick(ulong chance, ReadOnlySpan<NodeLoad> nodes)
    {
        var group = Far.IsEmpty || (uint)chance < NearShare ? Near : Far;
        return group.Pick(Chance.Mix(chance), nodes);
    }

    /// <summary>Chooses a node for another attempt: the own zone first, never one that was tried; null when all were.</summary>
    public int? PickAnother(ulong chance, ReadOnlySpan<NodeLoad> nodes, ImmutableArray<int> tried)
    {
        var left = Near.Without(tried) is { IsEmpty: false } near ? near : Far.Without(tried);
        return left.IsEmpty ? null : left.Pick(chance, nodes);
    }
}
