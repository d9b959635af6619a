using System.Net;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Load.Balancer;

/// <summary>Our own virtual address, in a process of this program.</summary>
internal sealed class HoldfastBalancer(IReadOnlyList<IPEndPoint> nodes) : WebProgram
{
    public override string Executable => "dotnet";

    public override string Package => "dotnet-sdk-10.0";

    public override IReadOnlyList<string> Prepare(ServerSite site) =>
        [typeof(HoldfastBalancer).Assembly.Location, VirtualAddressCommand.Name, site.EndPoint.ToString(), .. nodes.Select(node => node.ToString())];
}
