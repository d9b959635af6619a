using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges;

/// <summary>
/// One timer for many deadlines. It is set to the earliest and, as most queries are answered long before theirs, fires
/// about once per deadline's length instead of once per query; with nothing to wait for it is off.
/// </summary>
internal sealed class DeadlineTimer : IDisposable
{
    // How late a deadline may be noticed; without it, deadlines that follow each other closely would fire one by one.
    private static readonly TimeSpan _grain = TimeSpan.FromMilliseconds(5);

    private readonly MonotonicClock _clock;
    private readonly Func<TimeSpan, TimeSpan> _sweep;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long _firesAt = long.MaxValue;

    /// <summary>Makes a timer that is off.</summary>
    /// <param name="clock">The clock of all moments.</param>
    /// <param name="sweep">Does what is due at a moment and says when something is due next.</param>
    public DeadlineTimer(MonotonicClock clock, Func<TimeSpan, TimeSpan> sweep)
    {
        _clock = clock;
        _sweep = sweep;
        _timer = clock.Time.CreateTimer(
            static timer => ((DeadlineTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sees to it that the sweep runs by a moment. Hot path when it would anyway.</summary>
    public void WakeBy(TimeSpan moment)
    {
        if (moment.Ticks >= Volatile.Read(ref _firesAt))
        {
            return;
        }

        lock (_lock)
        {
            if (moment.Ticks < _firesAt)
            {
                _firesAt = moment.Ticks;
                var wait = moment - _clock.Now;
                _timer.Change(wait > _grain ? wait : _grain, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Turns the timer off for good.</summary>
    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        Volatile.Write(ref _firesAt, long.MaxValue);
        WakeBy(_sweep(_clock.Now));
    }
}
