using System.Collections.Concurrent;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Flights;

/// <summary>One question under way, whoever waits for it.</summary>
/// <param name="Landing">Its answer; never faults.</param>
/// <param name="IsNew">Whether this call started it.</param>
internal readonly record struct Flight(Task<Resolution> Landing, bool IsNew);

/// <summary>
/// Equal questions share one flight: however many clients ask at once, the operators are asked once. Bounded; above the
/// bound no flight starts.
/// </summary>
internal sealed class FlightTable(int maxFlights, long seed)
{
    private readonly ConcurrentDictionary<byte[], TaskCompletionSource<Resolution>> _flights = new(new KeyComparer(seed));

    /// <summary>How many are under way.</summary>
    public int Count => _flights.Count;

    /// <summary>Joins the flight of a question, or starts it.</summary>
    /// <param name="key">The question's key.</param>
    /// <param name="state">What <paramref name="fly"/> is given.</param>
    /// <param name="fly">What finds the answer; must not throw.</param>
    /// <returns>Null when there are too many flights.</returns>
    public Flight? Join<TState>(byte[] key, TState state, Func<TState, ValueTask<Resolution>> fly)
    {
        if (_flights.TryGetValue(key, out var current))
        {
            return new Flight(current.Task, IsNew: false);
        }

        if (_flights.Count >= maxFlights)
        {
            return null;
        }

        // Continuations run where the flight lands: asynchronous ones behind a Task.WhenAny would go to the thread pool,
        // out of the simulated thread (docs/decisions/0004).
        var mine = new TaskCompletionSource<Resolution>();
        var winner = _flights.GetOrAdd(key, mine);
        if (winner != mine)
        {
            return new Flight(winner.Task, IsNew: false);
        }

        _ = FlyAsync(key, mine, fly(state));
        return new Flight(mine.Task, IsNew: true);
    }

    private async Task FlyAsync(byte[] key, TaskCompletionSource<Resolution> landing, ValueTask<Resolution> flying)
    {
        try
        {
            var resolution = await flying;
            _flights.TryRemove(key, out _);
            landing.SetResult(resolution);
        }
        catch (Exception fault)
        {
            // A bug, not the network: those who wait must hear of it instead of waiting for ever.
            _flights.TryRemove(key, out _);
            landing.SetException(fault);
        }
    }
}
