using System.Diagnostics.Metrics;
using Holdfast.Store;
using Holdfast.Tables.Http;
using Holdfast.Tables.Items;

namespace Holdfast.Tables;

/// <summary>What the tables count, as <c>tables.*</c>. Tags are operations and words of ours, of which there are few.</summary>
public sealed class TablesMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Holdfast.Tables";

    private readonly Histogram<double> _requests;
    private readonly Counter<long> _throttled;
    private readonly Counter<long> _bodies;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _trouble;
    private ConcurrencyGate? _gate;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from; null for a meter of its own.</param>
    public TablesMetrics(IMeterFactory? meters = null)
    {
        var meter = meters is null ? new Meter(MeterName) : meters.Create(MeterName);
        _requests = meter.CreateHistogram(
            "tables.request.duration",
            "s",
            "Requests, by operation and error.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5] });
        _throttled = meter.CreateCounter<long>("tables.throttled", "{request}", "Requests that were turned away because too many were under way.");
        _bodies = meter.CreateCounter<long>("tables.bodies.refused", "{request}", "Bodies that were too large, too slow, damaged or left.");
        _conflicts = meter.CreateCounter<long>("tables.conflicts", "{commit}", "Commits that were decided on what another one had changed meanwhile.");
        _trouble = meter.CreateCounter<long>("tables.store.trouble", "{request}", "Requests that failed on the store, by fault.");
        meter.CreateObservableGauge("tables.requests", () => _gate?.Inside ?? 0, "{request}", "Requests under way.");
    }

    internal ConcurrencyGate Watch(ConcurrencyGate gate) => _gate = gate;

    internal void Answered(string? operation, TableError? error, TimeSpan duration) => _requests.Record(
        duration.TotalSeconds, new("tables.operation", operation ?? "unknown"), new("error.type", error?.Type.Name ?? "none"));

    internal void Throttled() => _throttled.Add(1);

    internal void BodyRefused(BodyFault fault) => _bodies.Add(1, new KeyValuePair<string, object?>("body.fault", fault.ToString().ToLowerInvariant()));

    internal void Conflicted() => _conflicts.Add(1);

    internal void MetTrouble(StoreFault fault) => _trouble.Add(1, new KeyValuePair<string, object?>("store.fault", fault.ToString().ToLowerInvariant()));
}
