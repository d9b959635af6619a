using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.LastKnownGood;

public sealed partial class GuardBook
{
    /// <summary>Judges an operator's positive answer. When it agrees with what is known, that costs no proof and no time.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="candidate">The answer.</param>
    /// <param name="provider">The operator that gave it.</param>
    /// <param name="others">What other operators said to the same question so far; denials among them are reported.</param>
    /// <param name="deadline">When the judgement must be there; proofs that are not done by then count as failed.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<Judgement> JudgeAsync(
        ResolutionRequest request,
        FinishedAnswer candidate,
        string provider,
        IReadOnlyList<ProviderVerdict> others,
        Deadline deadline,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(others);
        if (Find(request) is not var (key, rule) || candidate.Kind != AnswerKind.Positive || Sighting.From(candidate.Octets) is not { } sighting)
        {
            return Believe(JudgementOutcome.NotJudged, "not judged");
        }

        ReportDisagreement(key, provider, others);
        if (!_states.TryGetValue(key, out var state))
        {
            return Believe(JudgementOutcome.NoHistory, "nothing good is known");
        }

        var now = WallNow;
        if (state.Restored is { } restored && GuardDecisions.Age(state, restored, now) <= rule.MaxAge)
        {
            return restored.Fingerprint == sighting.Fingerprint
                ? Believe(JudgementOutcome.Known, "it is what was restored")
                : RestoredAsync(request, key, rule, restored, provider, deadline, cancellationToken);
        }

        if (!GuardDecisions.GoodOf(state, rule, now).Any())
        {
            return Believe(JudgementOutcome.NoHistory, "nothing good is known");
        }

        if (GuardDecisions.IsKnown(state, rule, sighting, now))
        {
            _refusals.Forget(key);
            return Believe(JudgementOutcome.Known, "it agrees with what is known");
        }

        return sighting.Addresses.IsEmpty
            ? Believe(JudgementOutcome.NothingToProve, "new, and without an address to prove")
            : WeighAsync(request, key, rule, state, sighting, provider, deadline, cancellationToken);
    }

    private static ValueTask<Judgement> Believe(JudgementOutcome outcome, string reason) => new(new Judgement(outcome, reason));

    // The new answer and the last known good one are put to the proof side by side.
    private async ValueTask<Judgement> WeighAsync(
        ResolutionRequest request,
        GuardKey key,
        GuardRule rule,
        GuardState state,
        Sighting sighting,
        string provider,
        Deadline deadline,
        CancellationToken cancellationToken)
    {
        var fresh = OrderProofs(sighting.Addresses, key, rule);
        var known = ServeableOf(state, rule);
        foreach (var generation in known)
        {
            OrderProofs(generation.Addresses, key, rule);
        }

        var results = await _proofs.WaitAsync(fresh, deadline, cancellationToken);
        if (state.Generations.FirstOrDefault(generation => generation.Fingerprint == sighting.Fingerprint) is { } same)
        {
            Note(key, same, results);
        }

        if (results.Any(result => result is { IsAlive: true }))
        {
            _refusals.Forget(key);
            return new Judgement(JudgementOutcome.Proved, "new, and it proved itself");
        }

        var failure = results.FirstOrDefault(result => result is not null)?.Detail ?? "the proof was not done in time";
        var reason = $"its addresses {GuardDecisions.Describe(sighting.Addresses)} do not prove themselves: {failure}";
        var instead = await ServeAsync(request, key, rule, known, $"{provider}: {reason}", isHold: false, deadline, cancellationToken);
        if (!instead.IsHeld)
        {
            return new Judgement(JudgementOutcome.NeitherProves, $"{reason}; nor does the last known good answer");
        }

        if (_refusals.IsInsistedOn(key, sighting.Fingerprint, provider, _clock.Now, rule.ReleaseAfter))
        {
            return new Judgement(JudgementOutcome.OperatorsInsist, $"{reason}; but two operators have insisted on it for {rule.ReleaseAfter:g}");
        }

        _metrics.NotBelieved();
        _reports.Report(key, GuardChangeKind.NotBelieved, $"{provider} {sighting.Fingerprint.Low:X}", $"{provider}: {reason}");
        return new Judgement(JudgementOutcome.RefusedByProof, reason, instead);
    }

    private async ValueTask<Judgement> RestoredAsync(
        ResolutionRequest request,
        GuardKey key,
        GuardRule rule,
        Generation restored,
        string provider,
        Deadline deadline,
        CancellationToken cancellationToken)
    {
        var instead = await ServeAsync(request, key, rule, [restored], $"{provider}: another answer", isHold: false, deadline, cancellationToken);
        if (!instead.IsHeld)
        {
            return new Judgement(JudgementOutcome.NeitherProves, $"the restored answer does not prove itself: {instead.Reason}");
        }

        _metrics.NotBelieved();
        return new Judgement(JudgementOutcome.Restored, $"generation {restored.Number} was restored by hand", instead);
    }

    private System.Collections.Immutable.ImmutableArray<Generation> ServeableOf(GuardState state, GuardRule rule) =>
        [.. GuardDecisions.GoodOf(state, rule, WallNow).Where(generation => !generation.Addresses.IsEmpty)];

    private void ReportDisagreement(GuardKey key, string provider, IReadOnlyList<ProviderVerdict> others)
    {
        var denials = others.Where(verdict => verdict.IsDenial).ToArray();
        if (denials.Length > 0)
        {
            _metrics.Disagreed();
            var text = $"{string.Join(", ", denials.Select(denial => denial.ToString()))}; {provider}: an answer";
            _reports.Report(key, GuardChangeKind.Disagreement, text, text);
        }
    }
}
