using System.Collections.Immutable;

namespace Holdfast.Balancing.Choosing;

/// <summary>Nodes of which one is chosen, by weight. Immutable.</summary>
internal sealed class RotationGroup
{
    public static readonly RotationGroup Empty = new([]);

    private readonly (int Node, int Weight)[] _members;

    public RotationGroup(IEnumerable<(int Node, int Weight)> members)
    {
        _members = [.. members];
        Weight = _members.Sum(member => member.Weight);
    }

    /// <summary>All weights together.</summary>
    public int Weight { get; }

    public bool IsEmpty => _members.Length == 0;

    public IEnumerable<int> Nodes => _members.Select(member => member.Node);

    /// <summary>The group without nodes that were tried already.</summary>
    public RotationGroup Without(ImmutableArray<int> tried) => new(_members.Where(member => !tried.Contains(member.Node)));

    /// <summary>
    /// Power of two choices: of two different nodes, drawn by weight, the one with less in flight for its weight; of equals
    /// the first drawn. A node that slows down keeps requests longer, and so gets fewer.
    /// </summary>
    /// <param name="chance">What is drawn with, evenly distributed over its 64 bits.</param>
    /// <param name="nodes">The load of each node, by its index.</param>
    public int Pick(ulong chance, ReadOnlySpan<NodeLoad> nodes)
    {
        if (_members.Length == 1)
        {
            return _members[0].Node;
        }

        var first = At(Scale((uint)chance, Weight), except: -1);
        var second = At(Scale((uint)(chance >> 32), Weight - _members[first].Weight), except: first);
        var (one, other) = (_members[first], _members[second]);
        return (long)nodes[one.Node].InFlight * other.Weight <= (long)nodes[other.Node].InFlight * one.Weight ? one.Node : other.Node;
    }

    // The member in whose stretch of the weights a point falls, one member's stretch left out.
    private int At(int point, int except)
    {
        for (var i = 0; ; i++)
        {
            if (i != except && (point -= _members[i].Weight) < 0)
            {
                return i;
            }
        }
    }

    private static int Scale(uint chance, int below) => (int)(((ulong)chance * (uint)below) >> 32);
}
