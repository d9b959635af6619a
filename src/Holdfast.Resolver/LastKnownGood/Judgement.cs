using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>Why an operator's answer for a guarded name is believed, or why not.</summary>
public enum JudgementOutcome
{
    /// <summary>Believed: no rule guards the name and type, or the answer is a denial, which is not judged here.</summary>
    NotJudged,

    /// <summary>Believed: nothing good is known that it could contradict.</summary>
    NoHistory,

    /// <summary>Believed: it agrees with what is known to be good.</summary>
    Known,

    /// <summary>Believed: an address of it proved itself.</summary>
    Proved,

    /// <summary>Believed: it is new, but there is no address in it that could be put to the proof.</summary>
    NothingToProve,

    /// <summary>Believed, for want of better: neither it nor the last known good answer proved itself.</summary>
    NeitherProves,

    /// <summary>Believed: it does not prove itself, but two operators have insisted on it for as long as a denial needs to be honoured.</summary>
    OperatorsInsist,

    /// <summary>Not believed: no address of it proved itself, and the last known good answer did.</summary>
    RefusedByProof,

    /// <summary>Not believed: a person restored an earlier answer.</summary>
    Restored,
}

/// <summary>Whether an operator's answer for a guarded name is believed.</summary>
/// <param name="Outcome">Why.</param>
/// <param name="Reason">The same for people.</param>
/// <param name="Instead">What to serve in its place unless another operator does better; null when believed.</param>
public sealed record Judgement(JudgementOutcome Outcome, string Reason, HeldAnswer? Instead = null)
{
    /// <summary>Whether the answer may be used.</summary>
    [MemberNotNullWhen(false, nameof(Instead))]
    public bool Believed => Instead is null;
}
