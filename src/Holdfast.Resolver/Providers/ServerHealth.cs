namespace Holdfast.Resolver.Providers;

/// <summary>Why a server counts as ill.</summary>
public enum IllnessKind
{
    /// <summary>It is well.</summary>
    None,

    /// <summary>Several questions wait, none was answered since the first of them.</summary>
    Silent,

    /// <summary>It failed several times in a row.</summary>
    Failing,

    /// <summary>It answered wrongly several times in a row: other operators, or a proof, said otherwise.</summary>
    Wrong,
}

/// <summary>What is known of a server's health at a moment.</summary>
/// <param name="Illness">Why it counts as ill, if it does.</param>
/// <param name="Average">Its moving average; zero when never measured.</param>
/// <param name="Measured">Whether it ever answered.</param>
/// <param name="HedgeDelay">How long to wait for it before asking another operator too.</param>
public readonly record struct HealthReport(IllnessKind Illness, TimeSpan Average, bool Measured, TimeSpan HedgeDelay)
{
    /// <summary>Whether the breaker is closed.</summary>
    public bool IsWell => Illness == IllnessKind.None;
}

/// <summary>
/// One server's health, from what became of the questions put to it. An open breaker never forbids a server: it orders it
/// behind the others, so when all are ill all are still tried. Thread-safe.
/// </summary>
internal sealed class ServerHealth(HealthPolicy policy)
{
    // Silence is called after a few times the server's usual slowness, within these bounds.
    private const int PatienceFactor = 4;
    private static readonly TimeSpan _leastPatience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _mostPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LatencyDistribution _latency = new();
    private int _unanswered;
    private TimeSpan _firstUnansweredAt;
    private int _failures;
    private int _wrongs;
    private TimeSpan? _lastAskedAt;

    /// <summary>When it was last asked anything; null for never.</summary>
    public TimeSpan? LastAskedAt
    {
        get
        {
            lock (_lock)
            {
                return _lastAskedAt;
            }
        }
    }

    /// <summary>A question was sent.</summary>
    public void Asked(TimeSpan now)
    {
        lock (_lock)
        {
            _lastAskedAt = now;
            if (_unanswered++ == 0)
            {
                _firstUnansweredAt = now;
            }
        }
    }

    /// <summary>A response came, of whatever content: it is not silent.</summary>
    public void Responded(TimeSpan latency)
    {
        lock (_lock)
        {
            _unanswered = 0;
            _latency.Add(latency);
        }
    }

    /// <summary>Its answer was used, or could have been.</summary>
    public void Helped()
    {
        lock (_lock)
        {
            _failures = 0;
        }
    }

    /// <summary>Its answer for a guarded name was believed. Right answers elsewhere do not make up for wrong ones there.</summary>
    public void ProvedRight()
    {
        lock (_lock)
        {
            _wrongs = 0;
        }
    }

    /// <summary>It failed: it refused the connection, timed out, or said SERVFAIL where another operator knew the answer.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            _failures++;
        }
    }

    /// <summary>It answered, and others or a proof contradicted it.</summary>
    public void WasWrong()
    {
        lock (_lock)
        {
            _wrongs++;
        }
    }

    /// <summary>What is known now.</summary>
    public HealthReport Report(TimeSpan now)
    {
        lock (_lock)
        {
            var usual = _latency.Quantile(0.95, policy.HedgeCeiling);
            return new HealthReport(
                IllnessLocked(now, usual),
                _latency.Average,
                !_latency.IsEmpty,
                Clamp(usual * 1.25, policy.HedgeFloor, policy.HedgeCeiling));
        }
    }

    private IllnessKind IllnessLocked(TimeSpan now, TimeSpan usual)
    {
        if (_failures >= policy.FailuresToOpen)
        {
            return IllnessKind.Failing;
        }

        if (_wrongs >= policy.FailuresToOpen)
        {
            return IllnessKind.Wrong;
        }

        var patience = Clamp(usual * PatienceFactor, _leastPatience, _mostPatience);
        return _unanswered >= policy.UnansweredToOpen && now - _firstUnansweredAt > patience
            ? IllnessKind.Silent
            : IllnessKind.None;
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;
}
