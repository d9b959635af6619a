using System.Collections.Immutable;
using System.Net;

namespace Holdfast.Endpoints.Observing;

/// <summary>Probes a pool's members, each with a rhythm of its own, and keeps what came of it. A thin shell around <see cref="Streak"/>.</summary>
internal sealed class PoolObserver(string observer, PoolOptions pool, ProbeRun probes, TimeProvider time, Random chance)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Streak[]> _streaks = pool.Members.ToDictionary(member => member.Address, _ => new Streak[pool.Probes.Length]);
    private readonly ImmutableArray<ProbeOptions> _probes = pool.Probes;

    private volatile PoolOpinions _opinions = new(observer, pool.Members.ToImmutableDictionary(member => member.Address, _ => default(MemberOpinion)));

    /// <summary>What is thought of the members at this moment.</summary>
    public PoolOpinions Opinions => _opinions;

    /// <summary>Told after an opinion changed, on the thread of the probe.</summary>
    public event Action? Changed;

    /// <summary>Probes until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        pool.Members.SelectMany(member => Enumerable.Range(0, _probes.Length).Select(probe => ProbeAsync(member.Address, probe, cancellationToken))));

    private async Task ProbeAsync(IPAddress address, int index, CancellationToken cancellationToken)
    {
        var options = _probes[index];
        try
        {
            // The first probes are spread over a tenth of the interval: soon, but not all at once.
            await Task.Delay(options.Interval * (0.1 * Draw()), time, cancellationToken);
            while (true)
            {
                var began = time.GetTimestamp();
                Note(address, index, await probes.RunAsync(address, options, pool.Name, cancellationToken));
                var pause = (options.Interval * (1 + (options.Jitter * ((2 * Draw()) - 1)))) - time.GetElapsedTime(began);
                await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // We are stopping.
        }
    }

    private void Note(IPAddress address, int index, ProbeResult result)
    {
        bool changed;
        lock (_gate)
        {
            var streaks = _streaks[address];
            streaks[index] = streaks[index].With(result, _probes[index]);
            var opinion = MemberOpinion.Of(streaks, _probes.AsSpan());
            changed = opinion.Opinion != _opinions.Of(address).Opinion;
            _opinions = _opinions with { Members = _opinions.Members.SetItem(address, opinion) };
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }

    private double Draw()
    {
        lock (_gate)
        {
            return chance.NextDouble();
        }
    }
}
