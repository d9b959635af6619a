using System.Diagnostics.Metrics;

namespace Holdfast.Resolver.Resolving;

/// <summary>What the resolver counts, by OpenTelemetry's names and units.</summary>
/// <remarks>
/// Cache, guard and exchanges count in the same meter, each in a class of its own beside what only it sees: one class for
/// all would have to be handed down to parts that are made apart from each other, and looked at before they exist.
/// </remarks>
public sealed class ResolverMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Holdfast.Resolver";

    /// <summary>Makes the instruments.</summary>
    public ResolverMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Stale = meter.CreateCounter<long>("dns.resolver.stale", "{answer}", "Stale answers given (RFC 8767).");
        Failed = meter.CreateCounter<long>("dns.resolver.failed", "{question}", "Questions answered with SERVFAIL.");
        FlightsRefused = meter.CreateCounter<long>("dns.resolver.flights.refused", "{question}", "Questions that found too many others under way.");
    }

    internal Counter<long> Stale { get; }

    internal Counter<long> Failed { get; }

    internal Counter<long> FlightsRefused { get; }
}
