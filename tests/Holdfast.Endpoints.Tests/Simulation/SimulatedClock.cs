namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>The clock of one machine: its monotonic part goes with the world, its wall time jumps as it is told.</summary>
internal sealed class SimulatedClock(SimulatedWorld world) : TimeProvider
{
    private static readonly DateTimeOffset _start = new(2025, 10, 20, 6, 48, 0, TimeSpan.Zero);

    /// <summary>By how much its wall time is wrong.</summary>
    public TimeSpan Error { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => world.Now.Ticks;

    public override DateTimeOffset GetUtcNow() => _start + world.Now + Error;
}
