using System.Diagnostics.Metrics;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>What is counted about guarded names.</summary>
internal sealed class GuardMetrics
{
    private readonly Counter<long> _held;
    private readonly Counter<long> _notHeld;
    private readonly Counter<long> _notBelieved;
    private readonly Counter<long> _disagreements;
    private readonly Counter<long> _proofs;
    private readonly Counter<long> _notRemembered;
    private readonly Counter<long> _logFailures;

    public GuardMetrics(IMeterFactory? meters, Func<int> activeHolds, Func<int> entries)
    {
        var meter = meters?.Create(ResolverMetrics.MeterName) ?? new Meter(ResolverMetrics.MeterName);
        _held = meter.CreateCounter<long>("holdfast.guard.held", "{answer}", "Last known good answers served.");
        _notHeld = meter.CreateCounter<long>("holdfast.guard.not_held", "{answer}", "Guarded names that could not be held, by reason.");
        _notBelieved = meter.CreateCounter<long>("holdfast.guard.not_believed", "{answer}", "Answers of operators that were not believed.");
        _disagreements = meter.CreateCounter<long>("holdfast.guard.disagreements", "{answer}", "Answers that another operator denied.");
        _proofs = meter.CreateCounter<long>("holdfast.guard.proofs", "{proof}", "Proofs, by outcome.");
        _notRemembered = meter.CreateCounter<long>("holdfast.guard.not_remembered", "{answer}", "Answers not remembered because the limit of entries was reached.");
        _logFailures = meter.CreateCounter<long>("holdfast.guard.log_failures", "{write}", "Writes to the log that failed.");
        meter.CreateObservableGauge("holdfast.guard.active_holds", activeHolds, "{name}", "Names and types that are held now.");
        meter.CreateObservableGauge("holdfast.guard.entries", entries, "{name}", "Names and types that are remembered.");
    }

    public void Held() => _held.Add(1);

    public void NotHeld(HoldOutcome outcome) => _notHeld.Add(1, new KeyValuePair<string, object?>("reason", outcome.ToString()));

    public void NotBelieved() => _notBelieved.Add(1);

    public void Disagreed() => _disagreements.Add(1);

    public void Proved(ProofOutcome outcome) => _proofs.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public void NotRemembered() => _notRemembered.Add(1);

    public void LogFailed() => _logFailures.Add(1);
}
