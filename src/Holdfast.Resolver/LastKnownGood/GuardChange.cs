using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What changed for a guarded name.</summary>
public enum GuardChangeKind
{
    /// <summary>An answer was seen for the first time.</summary>
    NewAnswer,

    /// <summary>An answer became good.</summary>
    BecameGood,

    /// <summary>A last known good answer is served from now on.</summary>
    HoldBegan,

    /// <summary>An operator gives an answer again: nothing is held any more.</summary>
    HoldEnded,

    /// <summary>Nothing could be held, although a person guards the name.</summary>
    HoldFailed,

    /// <summary>Operators disagree: some deny what another one answers.</summary>
    Disagreement,

    /// <summary>An operator's answer was not believed.</summary>
    NotBelieved,

    /// <summary>The name was released.</summary>
    Released,

    /// <summary>The name is guarded again after its release.</summary>
    Rearmed,

    /// <summary>A person restored an earlier answer.</summary>
    Restored,
}

/// <summary>A change for a guarded name.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="Name">The name.</param>
/// <param name="Type">The type.</param>
/// <param name="At">When, wall time.</param>
/// <param name="Text">More words for people.</param>
public sealed record GuardChange(GuardChangeKind Kind, DomainName Name, RecordType Type, DateTimeOffset At, string Text);
