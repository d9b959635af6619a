using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Providers;

/// <summary>When a provider counts as ill, and how long others are waited for. The limits of one place.</summary>
public sealed record HealthPolicy
{
    /// <summary>The policy without a word from the user.</summary>
    public static HealthPolicy Default { get; } = new();

    /// <summary>How many failures or wrong answers in a row open the breaker; 1 to 100, default 3.</summary>
    public int FailuresToOpen { get; init; } = 3;

    /// <summary>How many questions must wait unanswered, none answered since the first, to call it silence; 1 to 100, default 3.</summary>
    public int UnansweredToOpen { get; init; } = 3;

    /// <summary>How often an ill server is asked again whether it is well; 50 ms to 1 min, default 400 ms.</summary>
    public TimeSpan ProbeIll { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How often a well server that nobody uses is measured; 1 s to 1 h, default 10 s.</summary>
    public TimeSpan ProbeIdle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a probe may take; 50 ms to 10 s, default 1.5 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>The shortest wait before another operator is asked too; 1 ms to 1 s, default 5 ms.</summary>
    public TimeSpan HedgeFloor { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest wait before another operator is asked too, and the wait while nothing is known; 10 ms to 5 s, default 300 ms.</summary>
    public TimeSpan HedgeCeiling { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many hedges each question earns; 0 to 1, default 0.1: at most one in ten questions is asked twice for speed alone.</summary>
    public double HedgesPerQuestion { get; init; } = 0.1;

    /// <summary>How many hedges may be saved up; 0 to 10,000, default 100.</summary>
    public int HedgeBurst { get; init; } = 100;

    /// <summary>How long one attempt may take; 100 ms to 30 s, default 3 s: a resolver may have much to look up.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an attempt at an ill server may take; 50 ms to 30 s, default 500 ms.</summary>
    public TimeSpan IllAttemptTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wrong with the values, each as the option, its value and the range allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => new OptionFaults()
        .Check(nameof(FailuresToOpen), FailuresToOpen, 1, 100)
        .Check(nameof(UnansweredToOpen), UnansweredToOpen, 1, 100)
        .Check(nameof(ProbeIll), ProbeIll, 0.05, 60)
        .Check(nameof(ProbeIdle), ProbeIdle, 1, 3600)
        .Check(nameof(ProbeTimeout), ProbeTimeout, 0.05, 10)
        .Check(nameof(HedgeFloor), HedgeFloor, 0.001, 1)
        .Check(nameof(HedgeCeiling), HedgeCeiling, 0.01, 5)
        .Check(nameof(HedgesPerQuestion), HedgesPerQuestion, 0, 1)
        .Check(nameof(HedgeBurst), HedgeBurst, 0, 10_000)
        .Check(nameof(AttemptTimeout), AttemptTimeout, 0.1, 30)
        .Check(nameof(IllAttemptTimeout), IllAttemptTimeout, 0.05, 30)
        .Lines;
}
