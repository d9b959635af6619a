using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints;
using Holdfast.Endpoints.Observing;
using Holdfast.Wire.Names;

namespace Holdfast.Balancing.Tests;

/// <summary>Virtual addresses and verdicts as tests need them.</summary>
internal static class Pools
{
    public static readonly DomainName Name = DomainName.Parse("api.example.com.");

    /// <summary>Nodes 127.0.0.11 and on, in zones a, b, c in turn.</summary>
    public static VirtualAddressOptions Of(params int[] weights) => new()
    {
        Name = Name,
        Listen = [new ClientEndPoint(new IPEndPoint(IPAddress.Loopback, 0))],
        Nodes = [.. weights.Select((weight, i) => new BalancedNode { Address = Address(i), Zone = "abc"[i % 3].ToString(), Weight = weight })],
    };

    public static IPAddress Address(int node) => new([127, 0, 0, (byte)(11 + node)]);

    /// <summary>A verdict in which these nodes are down.</summary>
    public static PoolVerdict Verdict(VirtualAddressOptions options, params int[] down) => Verdict(options, i => down.Contains(i), _ => false);

    public static PoolVerdict Verdict(VirtualAddressOptions options, Func<int, bool> isDown, Func<int, bool> isDraining) => new(
        options.Name,
        [.. options.Nodes.Select((node, i) => new MemberVerdict(
            new PoolMember { Address = node.Address, Weight = node.Weight },
            !isDown(i),
            isDraining(i),
            DateTimeOffset.UnixEpoch,
            isDown(i) ? VerdictReason.Failing : VerdictReason.Healthy,
            "as the test says"))],
        null,
        IsComplete: true);
}
