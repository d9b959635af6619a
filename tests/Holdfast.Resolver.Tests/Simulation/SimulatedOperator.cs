using Holdfast.Resolver.Resolving;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>An operator of the simulated world: its mind, the path to it, and since when both have been as they are.</summary>
internal sealed class SimulatedOperator(string name, ZoneModel zone, SimulatedTime time)
{
    private SimulatedExchange? _exchange;
    private PathQuality _quality = PathQuality.Near;
    private long _askedBefore;

    public string Name { get; } = name;

    public FaultyAuthority Authority { get; } = new(zone);

    /// <summary>When faults or path last changed.</summary>
    public TimeSpan ChangedAt { get; private set; }

    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsSound => Authority.Faults.IsEmpty && _quality.Loss == 0;

    /// <summary>How many queries it was put, by all processes.</summary>
    public long Asked => _askedBefore + (_exchange?.Asked.Count ?? 0);

    /// <summary>The way to it for a new process.</summary>
    public SimulatedExchange Connect(MonotonicClock clock, Random chance, HedgeLedger ledger, Action<ReadOnlyMemory<byte>> onResponse)
    {
        _askedBefore = Asked;
        return _exchange = new SimulatedExchange($"udp://{Name}", Authority, clock, chance)
        {
            Quality = _quality,
            Ledger = ledger,
            OnResponse = onResponse,
        };
    }

    public void Break(params string[] faults)
    {
        Authority.Set(faults);
        ChangedAt = time.Elapsed;
    }

    public void Set(PathQuality quality)
    {
        _quality = quality;
        _exchange!.Quality = quality;
        ChangedAt = time.Elapsed;
    }

    public override string ToString() =>
        $"{Name}: {(Authority.Faults.IsEmpty ? "sound" : string.Join(", ", Authority.Faults.Select(rule => $"{rule.Fault} {rule.Name}")))}, loss {_quality.Loss:0.00}";
}
