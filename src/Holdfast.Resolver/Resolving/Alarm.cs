namespace Holdfast.Resolver.Resolving;

/// <summary>
/// A task that ends after a while, or at once when cancelled; to be raced against others. Unlike Task.Delay with a token
/// it runs continuations where it rings, so that a race in simulation stays on the simulated thread, and it costs one
/// timer. Whoever rings, nothing is thrown.
/// </summary>
internal sealed class Alarm : IDisposable
{
    private readonly TaskCompletionSource _rings = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;

    public Alarm(TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(Ring, _rings, delay, Timeout.InfiniteTimeSpan);
        _registration = cancellationToken.UnsafeRegister(Ring, _rings);
    }

    /// <summary>Ends when the alarm rings.</summary>
    public Task Rings => _rings.Task;

    public void Dispose()
    {
        _timer.Dispose();
        _registration.Dispose();
    }

    private static void Ring(object? rings) => ((TaskCompletionSource)rings!).TrySetResult();
}
