using System.Runtime.ExceptionServices;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// The one thread of a simulated world: every continuation is queued here, and which of those that are ready runs next is
/// drawn by the seed, as a scheduler would draw it. When none is ready, time moves to the next timer.
/// </summary>
internal sealed class SimulatedThread(SimulatedTime time, Random chance) : SynchronizationContext
{
    // A schedule that does more than this spins: it would never end.
    private const int MaxSteps = 5_000_000;

    private readonly List<(SendOrPostCallback Callback, object? State)> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private string? _escaped;
    private ExceptionDispatchInfo? _failure;

    /// <summary>How many continuations and timers ran.</summary>
    public int Steps { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            // Somebody went to the thread pool: the schedule is no longer the seed's.
            Volatile.Write(ref _escaped, Environment.StackTrace);
        }

        lock (_ready)
        {
            _ready.Add((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs until <paramref name="body"/> ends.</summary>
    /// <exception cref="InvalidOperationException">It can never end, takes longer than <paramref name="limit"/> of simulated time, or left this thread.</exception>
    public void Run(Func<Task> body, TimeSpan limit)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var until = time.Elapsed + limit;
            var task = body();
            while (!task.IsCompleted)
            {
                if (Volatile.Read(ref _escaped) is { } stack)
                {
                    throw new InvalidOperationException($"A continuation left the simulated thread: {stack}");
                }

                if (++Steps > MaxSteps)
                {
                    throw new InvalidOperationException($"More than {MaxSteps} steps: something spins.");
                }

                if (!RunReady() && !task.IsCompleted && !time.FireNext(until))
                {
                    throw new InvalidOperationException($"Nothing is left to do by {until}, and the end was not reached.");
                }

                _failure?.Throw();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private bool RunReady()
    {
        (SendOrPostCallback Callback, object? State) next;
        lock (_ready)
        {
            if (_ready.Count == 0)
            {
                return false;
            }

            var index = chance.Next(_ready.Count);
            next = _ready[index];
            _ready.RemoveAt(index);
        }

        try
        {
            next.Callback(next.State);
        }
        catch (Exception bug)
        {
            _failure ??= ExceptionDispatchInfo.Capture(bug);
        }

        return true;
    }
}
