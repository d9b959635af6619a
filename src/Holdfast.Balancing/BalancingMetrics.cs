using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Holdfast.Balancing.Retrying;
using Holdfast.Wire.Names;

namespace Holdfast.Balancing;

/// <summary>
/// What virtual addresses count, as <c>balancing.*</c>. Tags are pools and nodes, of which there are few, and words of ours.
/// What every request counts is read from the nodes when somebody looks.
/// </summary>
public sealed class BalancingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Holdfast.Balancing";

    private readonly Counter<long> _failures;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _ejections;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _durations;
    private readonly ConcurrentDictionary<VirtualAddress, DomainName> _addresses = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from; null for a meter of its own.</param>
    public BalancingMetrics(IMeterFactory? meters = null)
    {
        var meter = meters is null ? new Meter(MeterName) : meters.Create(MeterName);
        meter.CreateObservableCounter("balancing.requests", () => Read(node => node.Requests), "{request}", "Requests that ended on a node, by node; a retry counts again.");
        meter.CreateObservableGauge("balancing.requests.active", () => Read(node => (long)node.InFlight), "{request}", "Requests in flight, by node.");
        meter.CreateObservableGauge("balancing.nodes", Standings, "{node}", "1 for the standing that a node has.");
        _failures = meter.CreateCounter<long>("balancing.failures", "{request}", "Requests that a node failed, by node and by how.");
        _retries = meter.CreateCounter<long>("balancing.retries", "{request}", "Requests that another node was asked, by whether the budget let them.");
        _ejections = meter.CreateCounter<long>("balancing.ejections", "{ejection}", "Nodes found to fail in traffic, by node, whether the floor let them be ejected or not.");
        _refused = meter.CreateCounter<long>("balancing.refused", "{request}", "Requests answered 503 at once, since too many were in flight.");
        Reloads = meter.CreateCounter<long>("balancing.reloads", "{reload}", "Certificates read again, by outcome.");
        _durations = meter.CreateHistogram(
            "balancing.duration",
            "s",
            "From the choice of a node to the response's last octet, by node.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
    }

    internal Counter<long> Reloads { get; }

    /// <summary>Whether anybody wants durations: the clock is not asked otherwise.</summary>
    internal bool WantsDurations => _durations.Enabled;

    internal void Add(VirtualAddress address, DomainName pool) => _addresses[address] = pool;

    internal void Remove(VirtualAddress address) => _addresses.TryRemove(address, out _);

    internal void Took(VirtualAddressOptions pool, int node, TimeSpan duration) => _durations.Record(duration.TotalSeconds, Pool(pool.Name), Node(pool.Nodes[node]));

    internal void Failed(VirtualAddressOptions pool, int node, AttemptOutcome how) =>
        _failures.Add(1, Pool(pool.Name), Node(pool.Nodes[node]), new("balancing.failure", NameOf(how)));

    internal void Ejected(VirtualAddressOptions pool, int node) => _ejections.Add(1, Pool(pool.Name), Node(pool.Nodes[node]));

    internal void Retried(DomainName pool, bool allowed) => _retries.Add(1, Pool(pool), new KeyValuePair<string, object?>("retry.outcome", allowed ? "made" : "over-budget"));

    internal void Refused(DomainName pool) => _refused.Add(1, Pool(pool));

    private static KeyValuePair<string, object?> Pool(DomainName name) => new("balancing.pool", name.ToString());

    private static KeyValuePair<string, object?> Node(BalancedNode node) => new("balancing.node", node.Address.ToString());

    private static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private IEnumerable<Measurement<long>> Read(Func<NodeState, long> value) =>
        _addresses.SelectMany(one => one.Key.Nodes.Select(state => new Measurement<long>(value(state), Pool(one.Value), Node(state.Node))));

    private IEnumerable<Measurement<int>> Standings() => _addresses.SelectMany(one => one.Key.Nodes.Select(
        state => new Measurement<int>(1, Pool(one.Value), Node(state.Node), new("node.standing", NameOf(state.Standing)))));
}
