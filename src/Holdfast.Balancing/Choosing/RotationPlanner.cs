using System.Collections.Immutable;
using System.Net;
using Holdfast.Balancing.Ejecting;
using Holdfast.Endpoints.Observing;

namespace Holdfast.Balancing.Choosing;

/// <summary>
/// Decides who gets requests. Pure: the same health, drains and ejections give the same rotation, and it is never empty. In
/// order: whom nobody wants drained; who is well; whom traffic leaves in; which share the own zone takes.
/// </summary>
internal static class RotationPlanner
{
    /// <summary>Plans a rotation.</summary>
    /// <param name="options">The nodes and thresholds.</param>
    /// <param name="verdict">What the observers say; null while they have said nothing.</param>
    /// <param name="drained">Nodes that persons drained.</param>
    /// <param name="ejections">The ejection of each node, by its index; null for none.</param>
    /// <param name="now">Now, by the clock of the ejections.</param>
    public static Rotation Plan(
        VirtualAddressOptions options, PoolVerdict? verdict, ImmutableHashSet<IPAddress> drained, ReadOnlySpan<Ejection?> ejections, TimeSpan now)
    {
        var standings = new NodeStanding[options.Nodes.Length];
        for (var i = 0; i < standings.Length; i++)
        {
            standings[i] = Stand(options.Nodes[i], verdict, drained);
        }

        var isFailingOpen = FailOpen(options, standings);
        var withheld = isFailingOpen ? 0 : Eject(options, standings, ejections, now);
        var serving = Enumerable.Range(0, standings.Length).Where(i => standings[i] is NodeStanding.Serving or NodeStanding.FailingOpen).ToLookup(
            i => IsNear(options, options.Nodes[i]), i => (i, options.Nodes[i].Weight));
        var near = new RotationGroup(serving[true]);
        var capacity = options.Nodes.Where(node => IsNear(options, node)).Sum(node => node.Weight);
        var share = capacity == 0 ? 0 : Math.Min(1, near.Weight / (options.Limits.ZoneEnough * capacity));
        return new Rotation(
            near,
            new RotationGroup(serving[false]),
            (ulong)(share * (1UL << 32)),
            [.. standings],
            isFailingOpen,
            withheld);
    }

    // 1. Who is wanted, and well? Whom nobody has looked at yet is not down.
    private static NodeStanding Stand(BalancedNode node, PoolVerdict? verdict, ImmutableHashSet<IPAddress> drained)
    {
        var seen = verdict?.Of(node.Address);
        return drained.Contains(node.Address) || seen is { IsDraining: true } ? NodeStanding.Drained
            : seen is null or { IsUp: true } || (seen.Reason == VerdictReason.New && !verdict!.IsComplete) ? NodeStanding.Serving
            : NodeStanding.Down;
    }

    // 2. Are enough left to believe it? When hardly anybody is well, it is likelier that health is wrong, and whoever is left
    // would be crushed. Drained nodes come last: somebody meant it.
    private static bool FailOpen(VirtualAddressOptions options, NodeStanding[] standings)
    {
        var wanted = Weigh(options, standings, standing => standing != NodeStanding.Drained);
        var well = Weigh(options, standings, standing => standing == NodeStanding.Serving);
        if (well > 0 && well >= options.Limits.PanicBelow * wanted)
        {
            return false;
        }

        for (var i = 0; i < standings.Length; i++)
        {
            if (standings[i] == NodeStanding.Down || wanted == 0)
            {
                standings[i] = NodeStanding.FailingOpen;
            }
        }

        return true;
    }

    // 3. Whom does traffic leave in? Who was ejected first goes first, and no ejection leaves less than the floor.
    private static int Eject(VirtualAddressOptions options, NodeStanding[] standings, ReadOnlySpan<Ejection?> ejections, TimeSpan now)
    {
        var left = Weigh(options, standings, standing => standing == NodeStanding.Serving);
        var floor = options.Limits.MinRotation * options.Nodes.Sum(node => node.Weight);
        var withheld = 0;
        var active = new List<(int Node, TimeSpan From)>();
        for (var i = 0; i < standings.Length; i++)
        {
            if (standings[i] == NodeStanding.Serving && ejections[i] is { } ejection && ejection.Until > now)
            {
                active.Add((i, ejection.From));
            }
        }

        foreach (var (i, _) in active.OrderBy(ejection => ejection.From))
        {
            if (left - options.Nodes[i].Weight < floor)
            {
                withheld++;
                continue;
            }

            left -= options.Nodes[i].Weight;
            standings[i] = NodeStanding.Ejected;
        }

        return withheld;
    }

    private static bool IsNear(VirtualAddressOptions options, BalancedNode node) => options.Zone.Length > 0 && node.Zone == options.Zone;

    private static int Weigh(VirtualAddressOptions options, NodeStanding[] standings, Func<NodeStanding, bool> counts)
    {
        var weight = 0;
        for (var i = 0; i < standings.Length; i++)
        {
            weight += counts(standings[i]) ? options.Nodes[i].Weight : 0;
        }

        return weight;
    }
}
