using Holdfast.Balancing.Choosing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Balancing.Forwarding;

/// <summary>Tells what changed from one rotation to the next.</summary>
internal static class RotationLog
{
    public static void Tell(ILogger logger, VirtualAddressOptions options, Rotation before, Rotation after)
    {
        var name = options.Name.ToString();
        for (var i = 0; i < options.Nodes.Length; i++)
        {
            if (before.Standings[i] != after.Standings[i])
            {
                BalancingMessages.Stands(logger, name, options.Nodes[i].Address, after.Standings[i], before.Standings[i]);
            }
        }

        if (after.IsFailingOpen && !before.IsFailingOpen)
        {
            BalancingMessages.FailsOpen(logger, name, options.Limits.PanicBelow);
        }
        else if (before.IsFailingOpen && !after.IsFailingOpen)
        {
            BalancingMessages.Believes(logger, name);
        }

        if (after.Withheld > before.Withheld)
        {
            BalancingMessages.Withheld(logger, name, after.Withheld, options.Limits.MinRotation);
        }
    }
}
