using System.Net;

namespace Holdfast.Server.Zones.Planned;

/// <summary>One address of a plan.</summary>
/// <param name="Address">The address, IPv4 or IPv6.</param>
/// <param name="Weight">How often it comes first, in proportion to the others of its family; 0 to 1,000. 0 is for when no other is left.</param>
/// <param name="Zone">The zone it is in; empty for none.</param>
public sealed record PlannedAddress(IPAddress Address, int Weight = 1, string Zone = "")
{
    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 1000;
}
