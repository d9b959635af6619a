using System.Diagnostics.CodeAnalysis;
using Holdfast.Resolver.Cache;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>Why a last known good answer is served, or why not.</summary>
public enum HoldOutcome
{
    /// <summary>It is served: within its bounds and proved alive.</summary>
    Held,

    /// <summary>No rule guards the name and type.</summary>
    NotGuarded,

    /// <summary>No operator ever gave an answer.</summary>
    NothingKnown,

    /// <summary>What is known was never confirmed.</summary>
    Unconfirmed,

    /// <summary>What is known is older than the rule allows.</summary>
    TooOld,

    /// <summary>No address proved that it still serves the name.</summary>
    ProofFailed,

    /// <summary>The name was released, by hand or because every operator denied it for long enough.</summary>
    Released,
}

/// <summary>A last known good answer, or why there is none to serve.</summary>
/// <param name="Outcome">Why.</param>
/// <param name="Reason">The same for people.</param>
/// <param name="Answer">The answer with the rule's short TTL and its extended error; null unless held.</param>
/// <param name="Age">How long ago an operator last gave it.</param>
public sealed record HeldAnswer(HoldOutcome Outcome, string Reason, FinishedAnswer? Answer = null, TimeSpan Age = default)
{
    /// <summary>Whether there is an answer to serve.</summary>
    [MemberNotNullWhen(true, nameof(Answer))]
    public bool IsHeld => Answer is not null;
}
