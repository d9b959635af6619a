using System.Globalization;
using System.Net;
using Holdfast.Endpoints;

namespace Holdfast.Balancing;

/// <summary>The ranges that <see cref="VirtualAddressOptions"/> and <see cref="BalancingLimits"/> document, enforced.</summary>
internal static class VirtualAddressOptionRanges
{
    private const int MaxNodes = 256;
    private const int MaxListen = 64;
    private const int MaxNameCharacters = 64;

    public static IEnumerable<OptionFault> Faults(VirtualAddressOptions options, string place)
    {
        if (options.Name.IsRoot)
        {
            yield return new OptionFault($"{place}.name", options.Name.ToString(), "is no name of a pool", "a name below the root");
        }

        if (options.Listen.IsEmpty)
        {
            yield return new OptionFault($"{place}.listen", null, "is empty: no client could connect", $"1 to {MaxListen} addresses");
        }

        if (options.Nodes.IsEmpty)
        {
            yield return new OptionFault($"{place}.nodes", null, "is empty: nobody would serve", $"1 to {MaxNodes} nodes");
        }

        OptionFault?[] ranges =
        [
            OptionRange.Check($"{place}.listen", options.Listen.Length, 0, MaxListen),
            OptionRange.Check($"{place}.nodes", options.Nodes.Length, 0, MaxNodes),
            OptionRange.Check($"{place}.file-check-interval", options.FileCheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            OptionRange.CheckLength($"{place}.zone", options.Zone, 0, MaxNameCharacters),
        ];
        foreach (var fault in ranges.OfType<OptionFault>().Concat(Listen(options, place)).Concat(Nodes(options, place)).Concat(Limits(options.Limits, $"{place}.limits")))
        {
            yield return fault;
        }
    }

    private static IEnumerable<OptionFault> Listen(VirtualAddressOptions options, string place)
    {
        var seen = new Dictionary<IPEndPoint, int>();
        for (var i = 0; i < options.Listen.Length; i++)
        {
            var (endPoint, protocol) = options.Listen[i];
            if (endPoint.Port != 0 && !seen.TryAdd(endPoint, i))
            {
                yield return new OptionFault($"{place}.listen[{i}]", endPoint.ToString(), $"is given twice: it is {place}.listen[{seen[endPoint]}] too", "each address once");
            }

            if (protocol == ClientProtocol.Https && options.Certificate is null)
            {
                yield return new OptionFault($"{place}.listen[{i}]", endPoint.ToString(), "is for HTTPS, and there is no certificate", $"{place}.certificate besides");
            }
        }
    }

    private static IEnumerable<OptionFault> Nodes(VirtualAddressOptions options, string place)
    {
        var seen = new Dictionary<IPAddress, int>();
        for (var i = 0; i < options.Nodes.Length; i++)
        {
            var node = options.Nodes[i];
            var at = $"{place}.nodes[{i}]";
            if (node.Address.Equals(IPAddress.None) || node.Address.Equals(IPAddress.Any) || node.Address.Equals(IPAddress.IPv6Any))
            {
                yield return new OptionFault($"{at}.address", node.Address.ToString(), "is no address of a server", "an IPv4 or IPv6 address");
            }
            else if (!seen.TryAdd(node.Address, i))
            {
                yield return new OptionFault($"{at}.address", node.Address.ToString(), $"is given twice: it is {place}.nodes[{seen[node.Address]}] too", "each address once");
            }
            else if (options.Listen.Any(listen => listen.EndPoint.Port == node.Port && listen.EndPoint.Address.Equals(node.Address)))
            {
                yield return new OptionFault($"{at}.address", string.Create(CultureInfo.InvariantCulture, $"{node.Address}:{node.Port}"), "is where we listen: requests would go round", "a server behind the virtual address");
            }

            OptionFault?[] ranges =
            [
                OptionRange.Check($"{at}.port", node.Port, 1, 65_535),
                OptionRange.Check($"{at}.weight", node.Weight, 1, 1000),
                OptionRange.CheckLength($"{at}.zone", node.Zone, 0, MaxNameCharacters),
            ];
            foreach (var fault in ranges.OfType<OptionFault>())
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<OptionFault> Limits(BalancingLimits limits, string at)
    {
        var (hour, day) = (TimeSpan.FromHours(1), TimeSpan.FromDays(1));
        OptionFault?[] ranges =
        [
            OptionRange.Check($"{at}.max-connections", limits.MaxConnections, 1, 1_000_000),
            OptionRange.Check($"{at}.max-in-flight", limits.MaxInFlight, 1, 1_000_000),
            OptionRange.Check($"{at}.max-body-octets", limits.MaxBodyOctets, 0, 1L << 40),
            OptionRange.Check($"{at}.client-idle", limits.ClientIdle, TimeSpan.FromSeconds(1), hour),
            OptionRange.Check($"{at}.max-node-connections", limits.MaxNodeConnections, 1, 65_535),
            OptionRange.Check($"{at}.connect", limits.Connect, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            OptionRange.Check($"{at}.node-silence", limits.NodeSilence, TimeSpan.FromMilliseconds(100), hour),
            OptionRange.Check($"{at}.max-attempts", limits.MaxAttempts, 1, 8),
            OptionRange.Check($"{at}.retry-share", limits.RetryShare, 0, 1),
            OptionRange.Check($"{at}.retry-burst", limits.RetryBurst, 0, 100_000),
            OptionRange.Check($"{at}.eject-after", limits.EjectAfter, 1, 1000),
            OptionRange.Check($"{at}.eject-for", limits.EjectFor, TimeSpan.FromMilliseconds(100), hour),
            OptionRange.Check($"{at}.eject-for-most", limits.EjectForMost, limits.EjectFor, day),
            OptionRange.Check($"{at}.min-rotation", limits.MinRotation, 0.5, 1),
            OptionRange.Check($"{at}.panic-below", limits.PanicBelow, 0, 1),
            OptionRange.Check($"{at}.zone-enough", limits.ZoneEnough, 0.1, 1),
            OptionRange.Check($"{at}.stop", limits.Stop, TimeSpan.Zero, hour),
        ];
        return ranges.OfType<OptionFault>();
    }
}
