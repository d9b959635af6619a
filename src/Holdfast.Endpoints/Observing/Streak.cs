namespace Holdfast.Endpoints.Observing;

/// <summary>What an observer thinks of a member.</summary>
public enum Opinion
{
    /// <summary>It has not seen enough.</summary>
    Unknown,

    /// <summary>The member does what is asked.</summary>
    Up,

    /// <summary>It does not.</summary>
    Down,
}

/// <summary>The last probes of a member: an opinion changes only when enough of them agree in a row.</summary>
/// <param name="Opinion">What they came to.</param>
/// <param name="Count">How many in a row had the last outcome.</param>
/// <param name="Last">The last outcome.</param>
internal readonly record struct Streak(Opinion Opinion, int Count, ProbeResult Last)
{
    /// <summary>The streak with one more probe.</summary>
    public Streak With(ProbeResult result, ProbeOptions options)
    {
        if (result.Outcome is ProbeOutcome.Cancelled or ProbeOutcome.Broken)
        {
            return this;
        }

        var count = Count > 0 && result.IsHealthy == Last.IsHealthy ? Math.Min(Count + 1, int.MaxValue - 1) : 1;
        var opinion = result.IsHealthy && count >= options.Rise ? Opinion.Up
            : !result.IsHealthy && count >= options.Fall ? Opinion.Down
            : Opinion;
        return new Streak(opinion, count, result);
    }
}
