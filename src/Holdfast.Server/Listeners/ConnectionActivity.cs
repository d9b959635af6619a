using Holdfast.Resolver.Resolving;

namespace Holdfast.Server.Listeners;

/// <summary>What a connection waits for: its client, the resolver, or the last of its responses to be written.</summary>
internal sealed class ConnectionActivity(MonotonicClock clock)
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _activeAt = clock.Now.Ticks;

    // Questions that wait for the resolver.
    private int _waiting;

    // The same until their responses are written, and one for the reading loop.
    private int _underWay = 1;

    /// <summary>Whether it waits for nothing but its client, and since when.</summary>
    public bool IsIdle(TimeSpan now, out TimeSpan idle)
    {
        idle = now - new TimeSpan(Volatile.Read(ref _activeAt));
        return Volatile.Read(ref _waiting) == 0;
    }

    /// <summary>A whole query was taken, or a response got rid of.</summary>
    public void Touch(TimeSpan now) => Volatile.Write(ref _activeAt, now.Ticks);

    /// <summary>A question goes to the resolver.</summary>
    public void BeginQuestion()
    {
        Interlocked.Increment(ref _underWay);
        Interlocked.Increment(ref _waiting);
    }

    /// <summary>The resolver has answered it.</summary>
    public void EndWaiting()
    {
        Touch(clock.Now);
        Interlocked.Decrement(ref _waiting);
    }

    /// <summary>Its response is written, or will never be.</summary>
    public void EndQuestion()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Nothing is read any more: waits until all questions under way are answered. To be called once.</summary>
    public Task DrainAsync()
    {
        EndQuestion();
        return _drained.Task;
    }
}
