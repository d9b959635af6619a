namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// A clock that stands still until it is told to move on, from timer to timer. Timers due at the same moment fire in
/// the order in which they were set. Used from one thread.
/// </summary>
internal sealed class SimulatedTime : TimeProvider
{
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private long _now;
    private long _order;

    public SimulatedTime(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2025, 10, 20, 6, 48, 0, TimeSpan.Zero);

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed => new(_now);

    /// <summary>When the next timer fires; null when none is set.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            while (_timers.TryPeek(out var timer, out var at))
            {
                if (timer.IsSetFor(at))
                {
                    return new TimeSpan(at.Due);
                }

                _timers.Dequeue(); // changed or disposed of since
            }

            return null;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => _start + new TimeSpan(_now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer and fires it.</summary>
    /// <param name="until">Do not move beyond this.</param>
    /// <returns>False when there was none by then; the clock stands at <paramref name="until"/>.</returns>
    public bool FireNext(TimeSpan until)
    {
        if (NextTimer is not { } due || due > until)
        {
            _now = Math.Max(_now, until.Ticks);
            return false;
        }

        _timers.TryDequeue(out var timer, out _);
        _now = Math.Max(_now, due.Ticks);
        timer!.Fire();
        return true;
    }

    private void Enqueue(SimulatedTimer timer, (long Due, long Order) at) => _timers.Enqueue(timer, at);

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private (long Due, long Order)? _at;
        private TimeSpan _period;

        public bool IsSetFor((long Due, long Order) at) => _at == at;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _at = dueTime < TimeSpan.Zero ? null : (time._now + dueTime.Ticks, time._order++);
            if (_at is { } at)
            {
                time.Enqueue(this, at);
            }

            return true;
        }

        public void Fire()
        {
            _at = null;
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback(state);
        }

        public void Dispose() => _at = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
