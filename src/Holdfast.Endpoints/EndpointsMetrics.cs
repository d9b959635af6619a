using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints;

/// <summary>What observing, planning and publishing count, as <c>endpoints.*</c>. Tags are pools, of which there are few, and words of ours.</summary>
public sealed class EndpointsMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Holdfast.Endpoints";

    private readonly Histogram<double> _probes;
    private readonly Counter<long> _rounds;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _feedTrouble;
    private readonly ConcurrentDictionary<DomainName, (int Up, int Serving, int All, bool Suspected)> _pools = [];
    private readonly ConcurrentDictionary<DomainName, Generation> _fed = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from; null for a meter of its own.</param>
    public EndpointsMetrics(IMeterFactory? meters = null)
    {
        var meter = meters is null ? new Meter(MeterName) : meters.Create(MeterName);
        _probes = meter.CreateHistogram(
            "endpoints.probe.duration",
            "s",
            "Probes, by kind and outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] });
        _rounds = meter.CreateCounter<long>("endpoints.rounds", "{round}", "Rounds of an enactor, by pool and by what became of them.");
        _refusals = meter.CreateCounter<long>("endpoints.refusals", "{plan}", "Plans that the guard refused, by pool and reason. Each is an alarm.");
        _feedTrouble = meter.CreateCounter<long>("endpoints.feed.trouble", "{event}", "What the feed of plans met: a store that is gone, a plan that is older, damaged or vanished.");
        meter.CreateObservableGauge("endpoints.members", Members, "{member}", "Members, by pool and standing.");
        meter.CreateObservableGauge(
            "endpoints.suspected", () => _pools.Select(pool => new Measurement<int>(pool.Value.Suspected ? 1 : 0, Pool(pool.Key))), "{pool}", "1 while the observers of a pool are doubted and its last plan stands.");
        meter.CreateObservableGauge(
            "endpoints.generation", () => _fed.Select(pool => new Measurement<long>(pool.Value.Value, Pool(pool.Key))), "{generation}", "The generation of a name's plan that is served here.");
    }

    internal void Probed(ProbeKind kind, ProbeOutcome outcome, TimeSpan duration) =>
        _probes.Record(duration.TotalSeconds, new("probe.kind", NameOf(kind)), new("probe.outcome", NameOf(outcome)));

    internal void Ended(DomainName pool, RoundOutcome outcome) => _rounds.Add(1, Pool(pool), new("round.outcome", NameOf(outcome)));

    internal void Refused(DomainName pool, RefusalReason reason) => _refusals.Add(1, Pool(pool), new("refusal.reason", NameOf(reason)));

    internal void Judged(PoolVerdict verdict) => _pools[verdict.Name] = (
        verdict.Members.Count(member => member.IsUp), verdict.Members.Count(member => member.MayServe), verdict.Members.Length, verdict.SuspectedSince is not null);

    internal void Fed(EndpointPlan plan) => _fed[plan.Name] = plan.Generation;

    internal void Forgot(DomainName name) => _fed.TryRemove(name, out _);

    internal void MetTrouble(string trouble) => _feedTrouble.Add(1, new KeyValuePair<string, object?>("feed.trouble", trouble));

    private static KeyValuePair<string, object?> Pool(DomainName name) => new("endpoints.pool", name.ToString());

    private static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private IEnumerable<Measurement<int>> Members()
    {
        foreach (var (name, count) in _pools)
        {
            yield return new Measurement<int>(count.Up, Pool(name), new("member.standing", "up"));
            yield return new Measurement<int>(count.Serving, Pool(name), new("member.standing", "able"));
            yield return new Measurement<int>(count.All - count.Up, Pool(name), new("member.standing", "down"));
        }
    }
}
