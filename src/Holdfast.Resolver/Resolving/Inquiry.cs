using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Resolver.Acceptance;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;

namespace Holdfast.Resolver.Resolving;

/// <summary>What came of asking the operators.</summary>
/// <param name="Answer">The answer to use; null when nobody gave one that could be used.</param>
/// <param name="Denial">For a guarded name that nobody answered: the first denial, which counts when nothing is held.</param>
/// <param name="Verdicts">What each operator said, in the order it was heard; empty when there is an answer.</param>
internal readonly record struct Findings(FinishedAnswer? Answer, FinishedAnswer? Denial, ImmutableArray<ProviderVerdict> Verdicts);

/// <summary>
/// One question put to several operators. The fastest well one is asked first. When it takes longer than it usually does,
/// the next operator is asked too, within the hedge budget; when it fails, the next one is asked at once. The first usable
/// answer ends the inquiry; the attempts still under way run to their end, so that their servers' health is learnt.
/// For a guarded name a denial is not enough: every operator is heard, and a positive answer must be believed.
/// </summary>
internal sealed class Inquiry(
    MonotonicClock clock, ResolverOptions options, CachePolicy cachePolicy, HedgeBudget hedges, GuardBook? guard)
{
    // Without a hedge to spend, another operator is still asked once the first is this many times later than usual.
    private const int FailoverFactor = 4;
    private static readonly TimeSpan _leastFailover = TimeSpan.FromMilliseconds(100);

    // AD is believed of a validating provider that proved who it is, and of nobody else (RFC 4035 §4.9.3).
    private readonly CachePolicy _vouched = cachePolicy with { KeepAuthenticData = true };

    /// <summary>Asks until there is an answer, or nobody is left, or the deadline passes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Findings> RunAsync(
        ResolutionRequest request, ImmutableArray<Provider> providers, Deadline deadline, CancellationToken cancellationToken)
    {
        var order = ProviderOrder.Of(providers, clock.Now, options.MaxAttempts);
        var next = 0;
        var guarded = guard is not null && guard.IsGuarded(request.Question.Name, request.Question.Type);
        var heard = new List<Attempt>();
        var running = new List<Task<Attempt>>(1);
        var hedgeRefused = false;
        hedges.Earn();
        running.Add(AskAsync(order[next++], request, deadline, cancellationToken));
        while (true)
        {
            var latest = order[next - 1];
            var patience = Patience(latest, HasNext(order, ref next, heard), guarded, heard, hedgeRefused);
            var finished = await FirstOf(running, patience, cancellationToken);
            if (finished is null)
            {
                if (next == order.Length)
                {
                    return Conclude(heard, null);
                }

                if (latest.Health.IsWell && !hedgeRefused && !hedges.TrySpend())
                {
                    hedgeRefused = true; // wait on, until it is late enough to need none
                    continue;
                }

                hedgeRefused = false;
                running.Add(AskAsync(order[next++], request, deadline, cancellationToken));
                continue;
            }

            running.Remove(finished);
            var attempt = await finished;
            if (attempt.Verdict.Answer is { } answer)
            {
                if (!guarded)
                {
                    return Conclude(heard, attempt);
                }

                if (answer.Kind == AnswerKind.Positive)
                {
                    var judgement = await guard!.JudgeAsync(
                        request, answer, attempt.Verdict.Provider, [.. heard.Select(other => other.Verdict)], deadline, cancellationToken);
                    var server = attempt.Candidate.Server;
                    if (judgement.Believed)
                    {
                        server.Health.ProvedRight();
                        return Conclude(heard, attempt);
                    }

                    server.Health.WasWrong();
                    server.RememberFailure(attempt.Query);
                    attempt = attempt with
                    {
                        Verdict = ProviderVerdict.Failed(attempt.Verdict.Provider, judgement.Reason),
                        Contradicted = true,
                    };
                }
            }

            heard.Add(attempt);
            hedgeRefused = false;
            if (HasNext(order, ref next, heard))
            {
                running.Add(AskAsync(order[next++], request, deadline, cancellationToken));
            }
            else if (running.Count == 0)
            {
                return Conclude(heard, null);
            }
        }
    }

    // Moves on to the next server of an operator that has not spoken yet.
    private static bool HasNext(Candidate[] order, ref int next, List<Attempt> heard)
    {
        while (next < order.Length && HasSpoken(order[next].Provider, heard))
        {
            next++;
        }

        return next < order.Length;
    }

    private static bool HasSpoken(Provider provider, List<Attempt> heard)
    {
        foreach (var attempt in heard)
        {
            if (attempt.HasSpoken && attempt.Candidate.Provider == provider)
            {
                return true;
            }
        }

        return false;
    }

    // How long to wait before the next operator is asked too; forever when nobody is left, but for a guarded name that
    // was denied not longer than the cross-check may take.
    private TimeSpan? Patience(Candidate latest, bool hasNext, bool guarded, List<Attempt> heard, bool hedgeRefused)
    {
        if (!hasNext)
        {
            return guarded && heard.Any(attempt => attempt.HasSpoken)
                ? options.CrossCheckTimeout
                : null;
        }

        if (!latest.Health.IsWell)
        {
            return options.Health.HedgeFloor;
        }

        var hedge = latest.Health.HedgeDelay;
        return hedgeRefused ? Failover(hedge) - hedge : hedge;
    }

    private static TimeSpan Failover(TimeSpan hedgeDelay) =>
        hedgeDelay * FailoverFactor is var late && late > _leastFailover ? late : _leastFailover;

    private async Task<Task<Attempt>?> FirstOf(List<Task<Attempt>> running, TimeSpan? patience, CancellationToken cancellationToken)
    {
        var first = running.Count == 1 ? running[0] : null;
        if (first is { IsCompleted: true })
        {
            return first;
        }

        if (patience is not { } delay)
        {
            if (first is null)
            {
                return await Task.WhenAny(running);
            }

            await first;
            return first;
        }

        using var alarm = new Alarm(clock.Time, delay, cancellationToken);
        var winner = first is null ? await Task.WhenAny([.. running, alarm.Rings]) : await Task.WhenAny(first, alarm.Rings);
        return winner as Task<Attempt>;
    }

    private async Task<Attempt> AskAsync(
        Candidate candidate, ResolutionRequest request, Deadline deadline, CancellationToken cancellationToken)
    {
        var server = candidate.Server;
        var limit = candidate.Health.IsWell ? options.Health.AttemptTimeout : options.Health.IllAttemptTimeout;
        var query = UpstreamQuery.Build(request, options.UdpPayloadOctets, server.Exchange.Transport, server.Exchange.ProvesIdentity);
        server.Health.Asked(clock.Now);
        var result = await server.Exchange.AskAsync(query, deadline.Within(limit), cancellationToken);
        if (result.Outcome == ExchangeOutcome.Answered)
        {
            server.Health.Responded(result.Elapsed);
            var verdict = AcceptanceChecks.Judge(
                result.Response.Span, request, candidate.Provider.Name, server.Exchange.ProvesIdentity ? _vouched : cachePolicy);
            if (verdict.Answer is not null)
            {
                server.Health.Helped();
            }

            return new Attempt(candidate, query, verdict) { Responded = true };
        }

        if (result.Outcome is not (ExchangeOutcome.TimedOut or ExchangeOutcome.Cancelled or ExchangeOutcome.Overloaded))
        {
            server.Health.Failed();
        }

        var text = Describe(result, server.Exchange);
        return new Attempt(candidate, query, ProviderVerdict.Failed(candidate.Provider.Name, text));
    }

    // Those who failed or denied what another operator knew are marked for it, and will be probed with this question.
    private static Findings Conclude(List<Attempt> heard, Attempt? winner)
    {
        if (winner is null)
        {
            var denial = heard.FirstOrDefault(attempt => attempt.Verdict.IsDenial)?.Verdict.Answer;
            return new Findings(null, denial, [.. heard.Select(attempt => attempt.Verdict)]);
        }

        foreach (var attempt in heard)
        {
            if (!attempt.Responded || attempt.Contradicted)
            {
                continue;
            }

            if (attempt.HasSpoken)
            {
                attempt.Candidate.Server.Health.WasWrong();
            }
            else
            {
                attempt.Candidate.Server.Health.Failed();
            }

            attempt.Candidate.Server.RememberFailure(attempt.Query);
        }

        return new Findings(winner.Verdict.Answer, null, []);
    }

    private static string Describe(ExchangeResult result, IExchange exchange) => result.Outcome switch
    {
        ExchangeOutcome.TimedOut => string.Create(
            CultureInfo.InvariantCulture, $"no response from {exchange.Endpoint} in {result.Elapsed.TotalSeconds:0.0##} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{result.Outcome} at {exchange.Endpoint}: {result.Detail}").TrimEnd(' ', ':'),
    };

    private sealed record Attempt(Candidate Candidate, byte[] Query, ProviderVerdict Verdict)
    {
        // Something came back; a failure without it was counted where it happened.
        public bool Responded { get; init; }

        // The answer was positive, but its addresses led nowhere.
        public bool Contradicted { get; init; }

        // The operator gave an answer, right or wrong; another of its servers would give the same.
        public bool HasSpoken => Contradicted || Verdict.Answer is not null;
    }
}
