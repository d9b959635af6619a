using System.Collections.Immutable;
using System.Net;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.Endpoints.Publishing;

/// <summary>What became of a round.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Text">Why, for people; empty when there is nothing to say.</param>
/// <param name="Plan">The plan that was published or refused.</param>
public sealed record Round(RoundOutcome Outcome, string Text = "", EndpointPlan? Plan = null);

/// <summary>
/// Keeps the plan of one pool right, beside any number of others that do the same without a leader. A round's story: report
/// what our own observer thinks; read what is published and what the others report; judge the members' health by it; plan;
/// let the guard look; publish, provided that nothing of all that changed meanwhile; clean up. Nothing but the freshness of
/// reports and the doubt about observers is remembered from round to round, so a round may end anywhere and the next one
/// begins anew. One round at a time.
/// </summary>
internal sealed class Enactor(
    PoolOptions pool,
    EndpointsOptions options,
    Func<PoolOpinions> observer,
    PlanPublisher publisher,
    HealthBoard board,
    TimeProvider time,
    EndpointsMetrics metrics,
    ILogger logger)
{
    private readonly ReportFreshness _freshness = new(time, options.ReportLifetime);
    private PoolOpinions? _reported;
    private long _reportedAt;
    private Round _last = new(RoundOutcome.Same);

    /// <summary>The pool's name.</summary>
    public DomainName Name => pool.Name;

    /// <summary>Goes one round. Trouble with the store is an outcome.</summary>
    public async ValueTask<Round> RunRoundAsync(CancellationToken cancellationToken)
    {
        var opinions = observer();
        Round round;
        try
        {
            round = await GoAsync(opinions, cancellationToken);
        }
        catch (Exception trouble) when (trouble is StoreException or OperationCanceledException)
        {
            // The virtual address goes on by what we see ourselves; the name by the plan that is published.
            Post(HealthJudge.Judge(pool, Alone(opinions), time.GetUtcNow()));
            round = new Round(RoundOutcome.StoreFailed, trouble.Message);
        }

        Tell(round);
        return round;
    }

    private async ValueTask<Round> GoAsync(PoolOpinions opinions, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();

        // 1. Report.
        if (!opinions.SaysTheSame(_reported) || time.GetElapsedTime(_reportedAt) >= options.ReportInterval)
        {
            await publisher.ReportAsync(pool.Name, opinions, cancellationToken);
            (_reported, _reportedAt) = (opinions, time.GetTimestamp());
        }

        // 2. Read.
        var state = await publisher.ReadAsync(pool.Name, cancellationToken);
        if (state.PlanFault is { } fault)
        {
            return new Round(RoundOutcome.Stands, $"the published plan cannot be read: {fault}");
        }

        // What stands under our name must be what we said: else an old request of ours arrived late, or somebody else uses it.
        if (!state.Observed.Any(report => report.Value.SaysTheSame(opinions) && report.Value.Observer == opinions.Observer))
        {
            _reported = null;
            return new Round(RoundOutcome.Overtaken, $"another report stands under the name {opinions.Observer}; each enactor needs a name of its own");
        }

        // 3. Judge.
        var now = time.GetUtcNow();
        var known = state.Plan?.Known ?? ImmutableDictionary<IPAddress, KnownHealth>.Empty;
        var (evidence, conditions) = Gather(opinions, state, known);
        var verdict = HealthJudge.Judge(pool, evidence, now);
        if ((state.Freeze ?? state.FreezeOfAll) is { } freeze)
        {
            Post(HealthJudge.Freeze(verdict, known, $"{freeze.By}: {freeze.Why}"));
            return new Round(RoundOutcome.Frozen, $"frozen by {freeze.By}: {freeze.Why}");
        }

        Post(verdict);

        // 4. Plan.
        var proposal = EndpointPlanner.Plan(pool, verdict, state.Plan, options.Enactor, now);
        if (proposal.Plan is not { } plan)
        {
            return new Round(proposal.Kind == ProposalKind.Same ? RoundOutcome.Same : RoundOutcome.Stands, proposal.Text);
        }

        // 5. Guard.
        var history = state.Plan is null ? [] : await publisher.HistoryAsync(pool.Name, cancellationToken);
        if (PlanGuard.Examine(plan, state.Plan, history, pool.Guard, now) is { } refusal)
        {
            await publisher.KeepRefusedAsync(new RefusedPlan(plan, refusal), state, cancellationToken);
            metrics.Refused(pool.Name, refusal.Reason);
            return new Round(RoundOutcome.Refused, refusal.Text, plan);
        }

        // 6. Publish. The store decides whether it is still true; being late is only a reason not to ask.
        if (time.GetElapsedTime(began) > options.RoundDeadline)
        {
            return new Round(RoundOutcome.Overtaken, "the round took too long", plan);
        }

        var outcome = await publisher.PublishAsync(plan, state, conditions, cancellationToken);
        if (outcome != RoundOutcome.Published)
        {
            return new Round(outcome, outcome == RoundOutcome.Frozen ? "frozen meanwhile" : "somebody was first, or reported something new", plan);
        }

        // 7. Clean up. Should it fail, the next who publishes does it.
        await publisher.CleanUpAsync(pool.Name, plan.Generation, cancellationToken);
        return new Round(outcome, proposal.Text, plan);
    }

    // Our own opinions count as they are, the others' while they are kept up. All that counts is what the plan depends on.
    private (HealthEvidence Evidence, ImmutableArray<StoreCondition> Conditions) Gather(
        PoolOpinions own, PublishedState state, ImmutableDictionary<IPAddress, KnownHealth> known)
    {
        var opinions = ImmutableArray.CreateBuilder<PoolOpinions>();
        var conditions = ImmutableArray.CreateBuilder<StoreCondition>();
        opinions.Add(own);
        foreach (var report in state.Observed)
        {
            var isOwn = report.Value.Observer == own.Observer;
            if (_freshness.Note(report.Key, report.Modified) || isOwn)
            {
                conditions.Add(StoreCondition.ModifiedAt(report.Key, report.Modified));
                if (!isOwn)
                {
                    opinions.Add(report.Value);
                }
            }
        }

        // Nodes report often, and there may be hundreds: a commit that depended on all of them would hardly ever succeed.
        var nodes = ImmutableDictionary.CreateBuilder<IPAddress, NodeState>();
        foreach (var report in state.Nodes)
        {
            if (_freshness.Note(report.Key, report.Modified))
            {
                nodes[report.Value.Address] = report.Value.State;
            }
        }

        return (new HealthEvidence(opinions.DrainToImmutable(), nodes.ToImmutable(), known, ServingBy(state.Plan), board.Of(pool.Name)?.SuspectedSince), conditions.DrainToImmutable());
    }

    private HealthEvidence Alone(PoolOpinions own)
    {
        var last = board.Of(pool.Name);
        return new HealthEvidence(
            [own],
            ImmutableDictionary<IPAddress, NodeState>.Empty,
            last?.Members.ToImmutableDictionary(member => member.Address, member => new KnownHealth(member.IsUp, member.Since)) ?? ImmutableDictionary<IPAddress, KnownHealth>.Empty,
            [.. last?.Members.Where(member => member.MayServe).Select(member => member.Address) ?? []],
            last?.SuspectedSince);
    }

    private static ImmutableHashSet<IPAddress> ServingBy(EndpointPlan? plan) => [.. plan?.Serving.Select(member => member.Address) ?? []];

    private void Post(PoolVerdict verdict)
    {
        metrics.Judged(verdict);
        board.Post(verdict);
    }

    // Once for each change; a state of things that lasts is a metric.
    private void Tell(Round round)
    {
        metrics.Ended(pool.Name, round.Outcome);
        var repeats = round.Outcome == _last.Outcome && round.Text == _last.Text;
        _last = round;
        if (repeats && round.Outcome != RoundOutcome.Published)
        {
            return;
        }

        var name = pool.Name.ToString();
        switch (round.Outcome)
        {
            case RoundOutcome.Published:
                EndpointsMessages.Published(logger, name, round.Plan!.Generation, round.Plan.Serving.Count());
                break;
            case RoundOutcome.Refused:
                EndpointsMessages.Refused(logger, name, round.Plan!.Generation, round.Text);
                break;
            case RoundOutcome.Stands:
                EndpointsMessages.Stands(logger, name, round.Text);
                break;
            case RoundOutcome.Frozen:
                EndpointsMessages.Frozen(logger, name, round.Text);
                break;
            case RoundOutcome.StoreFailed:
                EndpointsMessages.StoreFailed(logger, name, round.Text);
                break;
            default:
                EndpointsMessages.Went(logger, name, round.Outcome, round.Text);
                break;
        }
    }
}
