using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Messages;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// Keeps listed names known though nobody asks for them: a name that is first asked for on the day of the outage must have
/// a last known good answer too. Each is asked at the start, and whenever no operator was heard on it for a while.
/// </summary>
/// <param name="book">Knows what was not seen lately.</param>
/// <param name="clock">Time.</param>
/// <param name="ask">Asks the operators for nobody in particular and returns at once, as <see cref="HoldfastResolver.Prefetch"/> does.</param>
public sealed class GuardKeeper(GuardBook book, MonotonicClock clock, Action<ResolutionRequest> ask)
{
    /// <summary>How long a name may be unseen before it is asked for: 10 minutes. It is not asked for more often than that.</summary>
    public static readonly TimeSpan UnseenLimit = TimeSpan.FromMinutes(10);

    // How often the names are looked over, and how many are asked for at each look: a long list must not come all at once.
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(5);
    private const int MaxPerTick = 50;

    private readonly Dictionary<Question, TimeSpan> _asked = [];

    /// <summary>Looks over the names until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_tick, clock.Time);
        try
        {
            do
            {
                Look();
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // We are stopping.
        }
    }

    private void Look()
    {
        var now = clock.Now;
        foreach (var (question, _) in _asked.Where(asked => now - asked.Value >= UnseenLimit).ToArray())
        {
            _asked.Remove(question);
        }

        foreach (var question in book.NotSeenFor(UnseenLimit).Where(question => !_asked.ContainsKey(question)).Take(MaxPerTick))
        {
            _asked[question] = now;
            ask(new ResolutionRequest(question));
        }
    }
}
