namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// The clock of one process of the simulated world. When the process is killed its timers never fire again, so that
/// nothing of it acts on the world any more.
/// </summary>
internal sealed class SimulatedProcess(SimulatedTime time) : TimeProvider
{
    // Continuations run where it is killed: on the simulated thread.
    private readonly TaskCompletionSource _killed = new();

    /// <summary>Ends when the process is killed.</summary>
    public Task Killed => _killed.Task;

    public bool IsDead { get; private set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(
        passed =>
        {
            if (!IsDead)
            {
                callback(passed);
            }
        },
        state,
        dueTime,
        period);

    public void Kill()
    {
        IsDead = true;
        _killed.TrySetResult();
    }
}
