using System.Collections.Immutable;
using System.Net;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Observing;

/// <summary>Why a member is in or out.</summary>
public enum VerdictReason
{
    /// <summary>The observers see it healthy, or nothing that says otherwise.</summary>
    Healthy,

    /// <summary>The observers see it fail.</summary>
    Failing,

    /// <summary>It is new, and not yet seen healthy.</summary>
    New,

    /// <summary>It changed a short while ago: no flapping.</summary>
    Dwelling,

    /// <summary>Too much fails together: the observers are doubted.</summary>
    Suspected,

    /// <summary>It fails, but enough capacity was taken out lately.</summary>
    Limited,

    /// <summary>The node itself, or a person, wants nothing new on it.</summary>
    Draining,

    /// <summary>A person froze the name: it stays as it was.</summary>
    Frozen,
}

/// <summary>Whether a member serves, and why. Immutable.</summary>
/// <param name="Member">The member.</param>
/// <param name="IsUp">Whether it counts as healthy.</param>
/// <param name="IsDraining">Whether it is to get nothing new, healthy or not.</param>
/// <param name="Since">Since when it counts as healthy, or not.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Text">Why, for people.</param>
public sealed record MemberVerdict(PoolMember Member, bool IsUp, bool IsDraining, DateTimeOffset Since, VerdictReason Reason, string Text)
{
    /// <summary>Its address.</summary>
    public IPAddress Address => Member.Address;

    /// <summary>Whether it may get something new.</summary>
    public bool MayServe => IsUp && !IsDraining;
}

/// <summary>
/// The health of a pool, the one truth for its name and its virtual address. Immutable; swapped whole on the
/// <see cref="HealthBoard"/>.
/// </summary>
/// <param name="Name">The pool's name.</param>
/// <param name="Members">Every member, as the pool has them.</param>
/// <param name="SuspectedSince">Since when too much fails together for the observers to be believed; null when they are.</param>
/// <param name="IsComplete">Whether every member has been observed, or was known before.</param>
public sealed record PoolVerdict(DomainName Name, ImmutableArray<MemberVerdict> Members, DateTimeOffset? SuspectedSince, bool IsComplete)
{
    /// <summary>One member's verdict; null when it is none of the pool.</summary>
    public MemberVerdict? Of(IPAddress address) => Members.FirstOrDefault(member => member.Address.Equals(address));

    /// <summary>Whether another one holds the same members in the same health; reasons apart.</summary>
    public bool IsSameAs(PoolVerdict? other) => other is not null && Name == other.Name
        && SuspectedSince is null == other.SuspectedSince is null
        && Members.Length == other.Members.Length
        && Members.Zip(other.Members).All(pair => pair.First.Member == pair.Second.Member && pair.First.IsUp == pair.Second.IsUp && pair.First.IsDraining == pair.Second.IsDraining);
}
