using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.LastKnownGood;

public sealed partial class GuardBook
{
    /// <summary>Serves the last known good answer, when no operator gave one that was believed.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="verdicts">What each operator said: names the reason, and denials by all of them end in a release in time.</param>
    /// <param name="deadline">When the answer must be there; proofs that are not done by then count as failed.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<HeldAnswer> HoldAsync(
        ResolutionRequest request, IReadOnlyList<ProviderVerdict> verdicts, Deadline deadline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(verdicts);
        if (Find(request) is not var (key, rule))
        {
            return new HeldAnswer(HoldOutcome.NotGuarded, "no rule guards it");
        }

        HoldPlan plan;
        lock (_gate)
        {
            plan = GuardDecisions.Plan(_states.GetValueOrDefault(key), rule, verdicts, WallNow);
            Apply(plan.Decision);
        }

        Tell(plan.Decision);
        var said = string.Join(", ", verdicts);
        var held = plan.Outcome == HoldOutcome.Held
            ? await ServeAsync(request, key, rule, plan.Generations, said, isHold: true, deadline, cancellationToken)
            : new HeldAnswer(plan.Outcome, plan.Reason);
        if (held.IsHeld)
        {
            _metrics.Held();
        }
        else
        {
            _metrics.NotHeld(held.Outcome);
            if (held.Outcome is not (HoldOutcome.Released or HoldOutcome.NothingKnown))
            {
                _reports.Report(key, GuardChangeKind.HoldFailed, held.Outcome.ToString(), $"{held.Reason}; {said}");
            }
        }

        return held;
    }

    // The first generation that proves itself. All proofs are ordered at once, so that an older generation costs no more time.
    private async ValueTask<HeldAnswer> ServeAsync(
        ResolutionRequest request,
        GuardKey key,
        GuardRule rule,
        ImmutableArray<Generation> generations,
        string said,
        bool isHold,
        Deadline deadline,
        CancellationToken cancellationToken)
    {
        var failure = "";
        var proofs = generations.ToDictionary(generation => generation.Number, generation => OrderProofs(generation.Addresses, key, rule));
        foreach (var generation in generations)
        {
            var results = await _proofs.WaitAsync(proofs[generation.Number], deadline, cancellationToken);
            Note(key, generation, results);
            if (generation.Addresses.IsEmpty || !Proved(generation).IsEmpty)
            {
                return Serve(request, key, rule, generation, generations, Proved, said, isHold);
            }

            failure = failure.Length > 0 ? failure
                : results.FirstOrDefault(result => result is not null)?.Detail ?? "the proofs were not done in time";
        }

        return new HeldAnswer(HoldOutcome.ProofFailed, $"no address of the last known good answer proved itself: {failure}");

        ImmutableArray<IPAddress> Proved(Generation generation) =>
        [
            .. generation.Addresses.Zip(proofs[generation.Number])
                .Where(pair => pair.Second is { IsCompletedSuccessfully: true, Result.IsAlive: true })
                .Select(pair => pair.First),
        ];
    }

    private HeldAnswer Serve(
        ResolutionRequest request,
        GuardKey key,
        GuardRule rule,
        Generation generation,
        ImmutableArray<Generation> usable,
        Func<Generation, ImmutableArray<IPAddress>> proved,
        string said,
        bool isHold)
    {
        Decision decision;
        var now = WallNow;
        lock (_gate)
        {
            if (!_states.TryGetValue(key, out var state) || state.IsReleased)
            {
                return new HeldAnswer(HoldOutcome.Released, "released while its addresses were proved");
            }

            // What stands in for one operator's answer is no hold yet: another operator may still do better.
            decision = isHold ? GuardDecisions.Hold(state, generation, said, now) : new Decision(state, false, []);
            Apply(decision);
        }

        Tell(decision);
        var age = GuardDecisions.Age(decision.State, generation, now);
        var kind = decision.State.RestoredNumber == generation.Number ? "restored by hand"
            : decision.State.HeldSince is { } since ? $"held since {since:u}"
            : "in place of another answer";
        var note = $"last known good of {generation.LastSeen:u}, {kind}; {said}";
        var pool = GuardDecisions.PoolOf(decision.State, generation, usable)
            .Select(other => new ProvedGeneration(other, proved(other))).ToArray();
        var answer = HeldAnswerBuilder.Build(request, new ProvedGeneration(generation, proved(generation)), pool, rule, note, now);
        return new HeldAnswer(HoldOutcome.Held, note, answer, age);
    }
}
