using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Flights;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.Resolver.Resolving;

/// <summary>
/// Keeps names resolving. A fresh answer comes from the cache. Otherwise equal questions share one flight, which asks the
/// operators. If the flight takes too long, a stale answer is given in the meantime; if every operator failed, or denied
/// a guarded name, the last known good answer is, when it is proved alive; else a stale one; else SERVFAIL with who failed
/// and how.
/// </summary>
public sealed partial class HoldfastResolver : IResolver, IAsyncDisposable
{
    private readonly MonotonicClock _clock;
    private readonly AnswerCache _cache;
    private readonly GuardBook? _guard;
    private readonly ResolverMetrics _metrics;
    private readonly ILogger _logger;
    private readonly FlightTable _flights;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _probing;
    private Plan _plan;

    /// <summary>Takes the parts it works with; probing begins at once.</summary>
    /// <param name="forwarding">Which providers a name is put to.</param>
    /// <param name="options">The limits.</param>
    /// <param name="cache">Where answers are kept.</param>
    /// <param name="guard">The guarded names; null for none.</param>
    /// <param name="clock">Time.</param>
    /// <param name="metrics">Where counts go.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public HoldfastResolver(
        ForwardingTable forwarding,
        ResolverOptions options,
        AnswerCache cache,
        GuardBook? guard,
        MonotonicClock clock,
        ResolverMetrics metrics,
        ILogger<HoldfastResolver> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(cache);
        OptionFaults.ThrowIfAny(options.Faults(), nameof(options));
        _clock = clock;
        _cache = cache;
        _guard = guard;
        _metrics = metrics;
        _logger = logger;
        _flights = new FlightTable(options.MaxFlights, cache.Seed);
        _plan = MakePlan(forwarding, options);
        if (guard is not null)
        {
            guard.Released += Forget;
            guard.Restored += Forget;
        }

        var prober = new HealthProber(clock, options.Health, OnRecovered);
        _probing = prober.RunAsync(() => _plan.Forwarding.All, _stopping.Token);
    }

    /// <summary>The providers now in use, each once.</summary>
    public ImmutableArray<Provider> Providers => _plan.Forwarding.All;

    /// <summary>How many questions are under way.</summary>
    public int FlightCount => _flights.Count;

    /// <summary>Swaps providers and limits. The cache, the last known good answers and what is under way stay.</summary>
    /// <returns>The providers that are no longer in use; the caller disposes them once their questions have ended.</returns>
    public ImmutableArray<Provider> Apply(ForwardingTable forwarding, ResolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(forwarding);
        ArgumentNullException.ThrowIfNull(options);
        OptionFaults.ThrowIfAny(options.Faults(), nameof(options));
        var before = Interlocked.Exchange(ref _plan, MakePlan(forwarding, options));
        return [.. before.Forwarding.All.Except(forwarding.All)];
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Resolution> ResolveAsync(
        ResolutionRequest request, Deadline deadline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = _plan;
        var key = KeyOf(request);
        var now = _clock.Now;
        var known = _cache.TryGet(key, out var cached) && cached.IsUsable(now) ? cached : null;
        if (known is not null && known.IsFresh(now))
        {
            if (known.ShouldPrefetch(now, _cache.Policy))
            {
                Refresh(plan, key, request);
            }

            return Fresh(known, now);
        }

        var guarded = IsGuarded(request);
        if (known is not null && !guarded && (known.AwaitsRecheck(now) || AllIll(plan.Forwarding.For(request.Question.Name), now)))
        {
            if (!known.AwaitsRecheck(now) && known.TryClaimRefresh(now, _cache.Policy))
            {
                Refresh(plan, key, request);
            }

            return Stale(known, now, []);
        }

        if (_flights.Join(key, new Departure(this, plan, key, request, deadline), Departure.FlyAsync) is not { } flight)
        {
            _metrics.FlightsRefused.Add(1);
            return known is not null && !guarded
                ? Stale(known, now, [])
                : Failed(request, [new ExtendedError(ExtendedErrorCode.Other, "overloaded: too many questions under way")]);
        }

        // A stale answer that reaches its bound while fresh data are waited for is given before it does.
        var patience = known is not null && !guarded
            ? deadline.Within(plan.Options.StaleAfter).Within(known.StaleUntil - now)
            : deadline;
        if (flight.IsNew && patience == deadline)
        {
            // The flight is this question's own, and ends with its deadline by itself.
            return await flight.Landing.WaitAsync(cancellationToken);
        }

        if (await LandsWithin(flight.Landing, patience, cancellationToken))
        {
            return await flight.Landing;
        }

        return known is not null && !guarded
            ? Stale(known, _clock.Now, [])
            : Failed(request, [new ExtendedError(ExtendedErrorCode.NoReachableAuthority, "no provider answered in time")]);
    }

    /// <summary>Refreshes an answer that is still fresh, for nobody in particular; returns at once.</summary>
    public void Prefetch(ResolutionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Refresh(_plan, KeyOf(request), request);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            _guard.Released -= Forget;
            _guard.Restored -= Forget;
        }

        _stopping.Cancel();
        await _probing;
        foreach (var provider in _plan.Forwarding.All)
        {
            await provider.DisposeAsync();
        }

        _stopping.Dispose();
    }

    // One flight: ask, then store what was found, or hold on to what was known.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Resolution> FlyAsync(Plan plan, byte[] key, ResolutionRequest request, Deadline deadline)
    {
        var providers = plan.Forwarding.For(request.Question.Name);
        if (IsGuarded(request))
        {
            return await FlyGuardedAsync(plan, key, request, providers, deadline);
        }

        var findings = await plan.Inquiry.RunAsync(request, providers, deadline, _stopping.Token);
        return findings.Answer is { } answer
            ? Found(key, request, answer)
            : await NobodyAnsweredAsync(key, request, findings, deadline);
    }

    private async Task<Resolution> FlyGuardedAsync(
        Plan plan, byte[] key, ResolutionRequest request, ImmutableArray<Provider> providers, Deadline deadline)
    {
        var holdAfter = AllIll(providers, _clock.Now) ? TimeSpan.Zero : plan.Options.HoldAfter;
        var asking = plan.Inquiry.RunAsync(request, providers, deadline, _stopping.Token).AsTask();
        if (!await LandsWithin(asking, deadline.Within(holdAfter), _stopping.Token))
        {
            // Nobody is heard in good time. What is held may be served while the operators are still waited for.
            var unheard = providers.Select(provider => ProviderVerdict.Failed(provider.Name, "no answer yet")).ToArray();
            var held = await _guard!.HoldAsync(request, unheard, deadline, _stopping.Token);
            if (held.Answer is { } holding)
            {
                _ = StoreLateAsync(asking, key, request);
                return Held(key, holding);
            }
        }

        var findings = await asking;
        return findings.Answer is { } answer
            ? Found(key, request, answer)
            : await NobodyAnsweredAsync(key, request, findings, deadline);
    }

    private Resolution Found(byte[] key, ResolutionRequest request, FinishedAnswer answer)
    {
        if (answer.Kind == AnswerKind.Positive && IsGuarded(request))
        {
            _guard!.Observe(request, answer.Provider, answer);
        }

        _cache.Store(key, answer, _clock.Now);
        return new Resolution(answer, AnswerSource.Provider, TimeSpan.Zero, NoteOf(answer));
    }

    private async Task<Resolution> NobodyAnsweredAsync(byte[] key, ResolutionRequest request, Findings findings, Deadline deadline)
    {
        string? refusal = null;
        if (IsGuarded(request))
        {
            // The proof has its own short time, even when the operators have used up the question's.
            var held = await _guard!.HoldAsync(request, findings.Verdicts, deadline, _stopping.Token);
            if (held.Answer is { } holding)
            {
                return Held(key, holding);
            }

            refusal = held.Reason;
            if (findings.Denial is { } said)
            {
                // What was released, or never known, is denied without a word; else the client learns why nothing is held.
                var denial = held.Outcome is HoldOutcome.Released or HoldOutcome.NothingKnown ? said : Noted(said, held.Reason);
                _cache.Store(key, denial, _clock.Now);
                return new Resolution(denial, AnswerSource.Provider, TimeSpan.Zero, NoteOf(denial));
            }
        }

        var errors = Describe(findings, refusal);
        LogAllFailed(_logger, request.Question.ToString(), string.Join("; ", findings.Verdicts));
        var now = _clock.Now;
        var stands = _cache.Store(key, AnswerBuilder.Failure(request.Question, "", errors[0]), now);
        return stands.Answer.Kind != AnswerKind.Failure && stands.IsUsable(now) && !IsGuarded(request)
            ? Stale(stands, now, errors)
            : Failed(request, errors);
    }

    // A late answer is as good as one in time, for those who ask next.
    private async Task StoreLateAsync(Task<Findings> asking, byte[] key, ResolutionRequest request)
    {
        if ((await asking).Answer is { } answer)
        {
            Found(key, request, answer);
        }
    }

    private static FinishedAnswer Noted(FinishedAnswer denial, string reason) => new(
        denial.Octets, denial.TtlOffsets, denial.Kind, denial.Ttl, denial.Provider,
        new ExtendedError(ExtendedErrorCode.Other, $"last known good not served: {reason}"));

    private Resolution Held(byte[] key, FinishedAnswer answer)
    {
        _cache.Store(key, answer, _clock.Now);
        return new Resolution(answer, AnswerSource.LastKnownGood, TimeSpan.Zero, NoteOf(answer));
    }

    private static Resolution Fresh(CachedAnswer cached, TimeSpan now)
    {
        var source = cached.Answer.Kind == AnswerKind.Failure ? AnswerSource.None : AnswerSource.Cache;
        return new Resolution(cached.Answer, source, cached.Age(now), NoteOf(cached.Answer));
    }

    private Resolution Stale(CachedAnswer cached, TimeSpan now, ImmutableArray<ExtendedError> errors)
    {
        _metrics.Stale.Add(1);
        var code = cached.Answer.Kind == AnswerKind.NameError ? ExtendedErrorCode.StaleNxDomain : ExtendedErrorCode.StaleAnswer;
        return new Resolution(cached.Answer, AnswerSource.Stale, cached.Age(now), [new ExtendedError(code), .. errors]);
    }

    private Resolution Failed(ResolutionRequest request, ImmutableArray<ExtendedError> errors)
    {
        _metrics.Failed.Add(1);
        return new Resolution(AnswerBuilder.Failure(request.Question, "", errors[0]), AnswerSource.None, TimeSpan.Zero, errors);
    }

    private void Refresh(Plan plan, byte[] key, ResolutionRequest request) =>
        _flights.Join(key, new Departure(this, plan, key, request, _clock.In(plan.Options.QuestionTimeout)), Departure.FlyAsync);

    private bool IsGuarded(ResolutionRequest request) =>
        _guard is not null && _guard.IsGuarded(request.Question.Name, request.Question.Type);

    private static bool AllIll(ImmutableArray<Provider> providers, TimeSpan now)
    {
        foreach (var provider in providers)
        {
            foreach (var server in provider.Servers)
            {
                if (server.Health.Report(now).IsWell)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async Task<bool> LandsWithin(Task task, Deadline deadline, CancellationToken cancellationToken)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        using var alarm = new Alarm(_clock.Time, deadline.Remaining, cancellationToken);
        var first = await Task.WhenAny(task, alarm.Rings);
        cancellationToken.ThrowIfCancellationRequested();
        return first == task;
    }

    private void OnRecovered(Provider provider)
    {
        LogRecovered(_logger, provider.Name);
        _cache.ForgetFailures();
    }

    // A person released or restored a name: from now on the guard decides anew.
    private void Forget(DomainName name) => _cache.Remove(name, below: false);

    private Plan MakePlan(ForwardingTable forwarding, ResolverOptions options) => new(
        forwarding,
        options,
        new Inquiry(_clock, options, _cache.Policy, new HedgeBudget(options.Health.HedgesPerQuestion, options.Health.HedgeBurst), _guard));

    private static byte[] KeyOf(ResolutionRequest request) => AnswerKey.Create(
        request.Question,
        (byte)((request.DnssecOk ? AnswerKey.DnssecOk : 0) | (request.CheckingDisabled ? AnswerKey.CheckingDisabled : 0)),
        request.ClientSubnet.Span);

    private static ImmutableArray<ExtendedError> NoteOf(FinishedAnswer answer) => answer.Note is { } note ? [note] : [];

    private static ImmutableArray<ExtendedError> Describe(Findings findings, string? refusal)
    {
        var words = string.Join("; ", findings.Verdicts.Select(verdict => verdict.ToString()));
        return [new ExtendedError(
            ExtendedErrorCode.NoReachableAuthority,
            refusal is null ? words : $"{words}; last known good not served: {refusal}")];
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Debug, Message = "No provider answered {Question}: {Verdicts}")]
    private static partial void LogAllFailed(ILogger logger, string question, string verdicts);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Provider {Provider} is well again")]
    private static partial void LogRecovered(ILogger logger, string provider);

    // What a flight starts with.
    private readonly record struct Departure(HoldfastResolver Resolver, Plan Plan, byte[] Key, ResolutionRequest Request, Deadline Deadline)
    {
        public static readonly Func<Departure, ValueTask<Resolution>> FlyAsync =
            departure => departure.Resolver.FlyAsync(departure.Plan, departure.Key, departure.Request, departure.Deadline);
    }

    private sealed record Plan(ForwardingTable Forwarding, ResolverOptions Options, Inquiry Inquiry);
}
