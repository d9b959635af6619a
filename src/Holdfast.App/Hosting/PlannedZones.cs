using Holdfast.Endpoints.Planning;
using Holdfast.Server.Admission;
using Holdfast.Server.Zones.Planned;

namespace Holdfast.App.Hosting;

/// <summary>What the control plane publishes, as the server serves it. Neither knows the other.</summary>
internal static class PlannedZones
{
    /// <summary>A plan's addresses; those of the client's own zone first, as far as the plan knows which that is.</summary>
    public static PlannedAddresses ToAddresses(EndpointPlan plan) => new()
    {
        Name = plan.Name,
        Ttl = (uint)plan.Ttl.TotalSeconds,
        Addresses = [.. plan.Serving.Select(member => new PlannedAddress(member.Address, member.Weight, member.Zone))],
        // The server takes the first that fits, a plan the longest prefix.
        Clients = plan.Policy != PlanPolicyKind.ZoneAffine ? [] : [.. plan.Subnets
            .OrderByDescending(near => near.Subnet.PrefixLength)
            .Select(near => new ZoneClients(AddressPrefix.Parse(near.Subnet.ToString()), near.Zone))],
    };
}
