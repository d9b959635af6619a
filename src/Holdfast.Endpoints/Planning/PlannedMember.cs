using System.Net;

namespace Holdfast.Endpoints.Planning;

/// <summary>What a plan does with a member.</summary>
public enum MemberRole
{
    /// <summary>It is an address of the name.</summary>
    Serving,

    /// <summary>It could serve, and another region does.</summary>
    Standby,

    /// <summary>It does not serve.</summary>
    Out,
}

/// <summary>A member in a plan: what becomes of it and why. Immutable.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Zone">Its zone; empty for none.</param>
/// <param name="Region">Its region; empty for none.</param>
/// <param name="Weight">Its share of the load beside the others' weights.</param>
/// <param name="Role">What becomes of it.</param>
/// <param name="IsUp">Whether it counted as healthy.</param>
/// <param name="Since">Since when it did, or did not.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record PlannedMember(IPAddress Address, string Zone, string Region, int Weight, MemberRole Role, bool IsUp, DateTimeOffset Since, string Reason)
{
    /// <summary>Whether it says the same as another one; the reason's wording apart.</summary>
    internal bool IsSameAs(PlannedMember other) => this with { Reason = other.Reason, Since = other.Since } == other;
}
