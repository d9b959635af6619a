using System.Net;

namespace Holdfast.Balancing.Tests;

public sealed class VirtualAddressOptionsTests
{
    private static readonly VirtualAddressOptions _good = Pools.Of(1, 1);

    public static TheoryData<string, VirtualAddressOptions> Bad => new()
    {
        { "v.nodes is empty: nobody would serve; allowed: 1 to 256 nodes", _good with { Nodes = [] } },
        { "v.listen is empty: no client could connect; allowed: 1 to 64 addresses", _good with { Listen = [] } },
        { "v.nodes[1].address '127.0.0.11' is given twice: it is v.nodes[0] too; allowed: each address once", _good with { Nodes = [_good.Nodes[0], _good.Nodes[0] with { Port = 81 }] } },
        { "v.nodes[0].address '255.255.255.255' is no address of a server; allowed: an IPv4 or IPv6 address", _good with { Nodes = [new BalancedNode()] } },
        { "v.nodes[1].weight '0' is out of range; allowed: 1 to 1000", _good with { Nodes = [_good.Nodes[0], _good.Nodes[1] with { Weight = 0 }] } },
        { "v.nodes[1].port '0' is out of range; allowed: 1 to 65535", _good with { Nodes = [_good.Nodes[0], _good.Nodes[1] with { Port = 0 }] } },
        { "v.nodes[0].address '127.0.0.11:80' is where we listen: requests would go round; allowed: a server behind the virtual address", _good with { Listen = [new ClientEndPoint(new IPEndPoint(Pools.Address(0), 80))] } },
        { "v.listen[1] '127.0.0.1:80' is given twice: it is v.listen[0] too; allowed: each address once", _good with { Listen = [At(80), At(80)] } },
        { "v.listen[0] '127.0.0.1:443' is for HTTPS, and there is no certificate; allowed: v.certificate besides", _good with { Listen = [At(443) with { Protocol = ClientProtocol.Https }] } },
        { "v.limits.min-rotation '0.4' is out of range; allowed: 0.5 to 1", _good with { Limits = new BalancingLimits { MinRotation = 0.4 } } },
        { "v.limits.retry-share 'NaN' is out of range; allowed: 0 to 1", _good with { Limits = new BalancingLimits { RetryShare = double.NaN } } },
        { "v.limits.eject-for-most '0:00:01' is out of range; allowed: 0:00:10 to 1:0:00:00", _good with { Limits = new BalancingLimits { EjectForMost = TimeSpan.FromSeconds(1) } } },
    };

    [Fact]
    public void What_is_within_its_ranges_has_no_fault() => Assert.Empty(_good.Faults("v"));

    [Theory, MemberData(nameof(Bad))]
    public void A_mistake_is_answered_with_place_value_and_what_is_allowed(string line, VirtualAddressOptions options) =>
        Assert.Equal(line, Assert.Single(options.Faults("v")).ToString());

    private static ClientEndPoint At(int port) => new(new IPEndPoint(IPAddress.Loopback, port));
}
