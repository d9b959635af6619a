using System.Globalization;
using Holdfast.Resolver.Providers;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>
/// The books of one process's hedging, kept from what leaves it and nothing else. Whoever is asked a question for a plain
/// name only moments after another operator, one taken for well that has not failed since, is asked for speed alone, which
/// the budget must cover. Cross-checks of guarded names, probes, and those asked because another failed, is ill or is late
/// need no budget.
/// </summary>
internal sealed class HedgeLedger(HealthPolicy promised, Action<string> onWrong)
{
    private const double Rounding = 1e-6;

    // From here on another operator may be asked because the first is late.
    private static readonly TimeSpan _late = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Flight> _flights = [];
    private int _earning;

    /// <summary>How many questions were asked twice for speed alone.</summary>
    public int Hedges { get; private set; }

    /// <summary>A query leaves.</summary>
    /// <param name="question">Name, type and class as they are in the query.</param>
    /// <param name="guarded">Whether it is about the guarded name.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="limit">How long it is given, which tells probes and questions to ill servers from the others.</param>
    /// <returns>What to end it with; null when it is none of the ledger's business.</returns>
    public Attempt? Asked(string question, bool guarded, TimeSpan now, TimeSpan limit)
    {
        if (limit == promised.ProbeTimeout)
        {
            return null;
        }

        if (guarded)
        {
            _earning++;
            return null;
        }

        var isNew = !_flights.TryGetValue(question, out var flight) || flight.IsOver(now);
        if (isNew)
        {
            _earning++;
            _flights[question] = flight = new Flight();
        }

        var attempt = new Attempt(flight!, now, limit <= promised.IllAttemptTimeout);
        if (!isNew && flight!.FailedAt != now && !flight.Latest!.IsIll && now - flight.Latest.At < _late)
        {
            Hedges++;
            if (Hedges > promised.HedgeBurst + (promised.HedgesPerQuestion * _earning) + Rounding)
            {
                onWrong(string.Create(
                    CultureInfo.InvariantCulture, $"asked twice for speed alone {Hedges} times by {now:c}, with {_earning} questions to earn it"));
            }
        }

        flight!.Latest = attempt;
        flight.Waiting++;
        return attempt;
    }

    /// <summary>A query ended.</summary>
    /// <param name="attempt">What <see cref="Asked"/> gave.</param>
    /// <param name="answered">Whether with an answer that can be used.</param>
    /// <param name="now">The present moment.</param>
    public static void Ended(Attempt attempt, bool answered, TimeSpan now)
    {
        attempt.Flight.Waiting--;
        attempt.Flight.HasLanded |= answered;
        attempt.Flight.FailedAt = answered ? attempt.Flight.FailedAt : now;
    }

    /// <summary>One query of a flight.</summary>
    internal sealed record Attempt(Flight Flight, TimeSpan At, bool IsIll);

    /// <summary>The queries that one question became, until one of them was answered.</summary>
    internal sealed class Flight
    {
        public Attempt? Latest { get; set; }

        public int Waiting { get; set; }

        public bool HasLanded { get; set; }

        public TimeSpan? FailedAt { get; set; }

        // At the very moment of a failure the next operator is still to be asked.
        public bool IsOver(TimeSpan now) => HasLanded || (Waiting == 0 && FailedAt != now);
    }
}
