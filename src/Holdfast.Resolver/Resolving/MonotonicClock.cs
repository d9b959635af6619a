namespace Holdfast.Resolver.Resolving;

/// <summary>
/// Time that never jumps. A moment is a <see cref="TimeSpan"/> since the clock's own origin; it means nothing to another
/// process, so what is written to disk carries wall time instead.
/// </summary>
public sealed class MonotonicClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    /// <summary>Where timers and wall time come from.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The present moment.</summary>
    public TimeSpan Now => Time.GetElapsedTime(_origin);

    /// <summary>A deadline that ends <paramref name="after"/> from now.</summary>
    public Deadline In(TimeSpan after) => new(this, Now + after);
}

/// <summary>When a request must be over: set once where it enters, passed down, never restarted per hop.</summary>
/// <param name="Clock">The clock that the moment belongs to.</param>
/// <param name="At">The moment.</param>
public readonly record struct Deadline(MonotonicClock Clock, TimeSpan At)
{
    /// <summary>How long is left; never negative.</summary>
    public TimeSpan Remaining => At - Clock.Now is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => Clock.Now >= At;

    /// <summary>The earlier of this deadline and one that ends <paramref name="after"/> from now.</summary>
    public Deadline Within(TimeSpan after) => Clock.Now + after is var sooner && sooner < At ? new(Clock, sooner) : this;
}
