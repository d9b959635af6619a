using System.Diagnostics.Metrics;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Pipeline;

namespace Holdfast.Server;

/// <summary>
/// What the server counts, as <c>dns.server.*</c>. Threads of the hot path each count in a block of their own, without
/// a lock; the blocks are summed when somebody looks.
/// </summary>
public sealed class ServerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Holdfast.Server";

    private static readonly KeyValuePair<string, object?>[] _transports =
        [.. Enum.GetValues<Transport>().Select(transport => new KeyValuePair<string, object?>("network.transport", NameOf(transport)))];

    private static readonly KeyValuePair<string, object?>[] _outcomes =
        [.. Enum.GetValues<QueryOutcome>().Select(outcome => new KeyValuePair<string, object?>("dns.outcome", NameOf(outcome)))];

    private readonly Lock _lock = new();
    private readonly Histogram<double> _duration;
    private volatile CounterBlock[] _blocks = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from; null for a meter of its own.</param>
    public ServerMetrics(IMeterFactory? meters = null)
    {
        var meter = Meter = meters is null ? new Meter(MeterName) : meters.Create(MeterName);
        meter.CreateObservableCounter(
            "dns.server.queries", Queries, "{query}", "Queries, by transport and by what became of them.");
        meter.CreateObservableCounter(
            "dns.server.responses", Responses, "{response}", "Responses, by response code.");
        _duration = meter.CreateHistogram(
            "dns.server.duration",
            "s",
            "From a query's arrival to its response, for those that were not answered at once.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
            });
        meter.CreateObservableUpDownCounter("dns.server.misses.active", () => ActiveMisses(), "{query}", "Questions waiting for the resolver.");
        meter.CreateObservableUpDownCounter("dns.server.connections.active", () => ActiveConnections(), "{connection}", "Open TCP and TLS connections.");
        ConnectionsRefused = meter.CreateCounter<long>("dns.server.connections.refused", "{connection}", "Connections closed at once, because of a limit.");
        ConnectionsTimedOut = meter.CreateCounter<long>("dns.server.connections.timed_out", "{connection}", "Connections closed because they were idle or stuck.");
        HandshakesFailed = meter.CreateCounter<long>("dns.server.handshakes.failed", "{handshake}", "TLS handshakes that failed or took too long.");
        QueryLogDropped = meter.CreateCounter<long>("dns.server.querylog.dropped", "{entry}", "Query log entries dropped because the queue was full.");
        Reloads = meter.CreateCounter<long>("dns.server.reloads", "{reload}", "Certificates, hosts and zone files read again, by outcome.");
    }

    internal Meter Meter { get; }

    internal Counter<long> ConnectionsRefused { get; }

    internal Counter<long> ConnectionsTimedOut { get; }

    internal Counter<long> HandshakesFailed { get; }

    internal Counter<long> QueryLogDropped { get; }

    internal Counter<long> Reloads { get; }

    internal Func<int> ActiveMisses { get; set; } = () => 0;

    internal Func<int> ActiveConnections { get; set; } = () => 0;

    /// <summary>How many queries had an outcome, over all transports.</summary>
    internal long Total(QueryOutcome outcome) => _blocks.Sum(block => block.Count(outcome));

    /// <summary>A block for one thread, or one shared by many.</summary>
    internal CounterBlock NewBlock(Transport transport, bool shared)
    {
        var block = new CounterBlock(transport, shared);
        lock (_lock)
        {
            _blocks = [.. _blocks, block];
        }

        return block;
    }

    /// <summary>Notes how long a miss took.</summary>
    internal void Took(Transport transport, TimeSpan duration) => _duration.Record(duration.TotalSeconds, _transports[(int)transport]);

    private IEnumerable<Measurement<long>> Queries()
    {
        foreach (var transport in Enum.GetValues<Transport>())
        {
            foreach (var outcome in Enum.GetValues<QueryOutcome>())
            {
                var count = _blocks.Where(block => block.Transport == transport).Sum(block => block.Count(outcome));
                if (count > 0)
                {
                    yield return new Measurement<long>(count, _transports[(int)transport], _outcomes[(int)outcome]);
                }
            }
        }
    }

    private IEnumerable<Measurement<long>> Responses()
    {
        for (var code = 0; code < CounterBlock.Codes; code++)
        {
            var count = _blocks.Sum(block => block.CountOfCode(code));
            if (count > 0)
            {
                yield return new Measurement<long>(count, new KeyValuePair<string, object?>("dns.response.code", code));
            }
        }
    }

    private static string NameOf(Transport transport) => transport switch
    {
        Transport.Udp => "udp",
        Transport.Tcp => "tcp",
        Transport.Tls => "tls",
        _ => "https",
    };

    internal static string NameOf(QueryOutcome outcome) => outcome switch
    {
        QueryOutcome.Hit => "hit",
        QueryOutcome.Local => "local",
        QueryOutcome.Resolved => "resolved",
        QueryOutcome.Malformed => "malformed",
        QueryOutcome.Unsupported => "unsupported",
        QueryOutcome.Stranger => "stranger",
        QueryOutcome.RateLimited => "rate_limited",
        QueryOutcome.Shed => "shed",
        _ => "ignored",
    };
}
