using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>
/// Remembers the last known good answers of guarded names, and serves them when operators fail or deny.
/// A positive answer comes from an operator: is it believed (<see cref="JudgeAsync"/>)? Then it is remembered
/// (<see cref="Observe"/>) and put to the proof in the background. No operator gives one: what is remembered is held,
/// within its bounds and proved alive (<see cref="HoldAsync"/>). Safe for any number of callers at once.
/// </summary>
/// <remarks>What is decided stands in <see cref="GuardDecisions"/>; here are the lock, the proofs, the log and the reports.</remarks>
public sealed partial class GuardBook : IAsyncDisposable
{
    // How many addresses of one answer are put to the proof; what was not proved is not served.
    private const int MaxAddresses = 16;

    private readonly GuardOptions _options;
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private readonly GuardMetrics _metrics;
    private readonly ProofDesk _proofs;
    private readonly GuardReports _reports;
    private readonly Refusals _refusals = new();
    private readonly Lock _gate = new();
    private volatile GuardedNames _names;
    private volatile ImmutableDictionary<GuardKey, GuardState> _states = ImmutableDictionary<GuardKey, GuardState>.Empty;
    private bool _fullReported;

    private GuardBook(GuardOptions options, MonotonicClock clock, ILogger logger, IProver prover, IMeterFactory? meters)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _names = new GuardedNames(options.Rules);
        _metrics = new GuardMetrics(meters, () => _states.Values.Count(state => state.HeldSince is not null), () => _states.Count);
        _proofs = new ProofDesk(prover, clock, options.MaxProofs, _metrics);
        _reports = new GuardReports(clock, change =>
        {
            Log(change);
            Changed?.Invoke(change);
        });
    }

    /// <summary>A name was released: answers of it that are cached must go. Called on the releasing thread.</summary>
    public event Action<DomainName>? Released;

    /// <summary>An earlier answer of a name was restored: answers of it that are cached must go. Called on the restoring thread.</summary>
    public event Action<DomainName>? Restored;

    /// <summary>Something changed for a guarded name, told once per change. Called wherever it was noticed; must return quickly.</summary>
    public event Action<GuardChange>? Changed;

    /// <summary>Opens the book.</summary>
    /// <param name="options">What is guarded, and where it is remembered.</param>
    /// <param name="clock">The clock; its <see cref="MonotonicClock.Time"/> gives the wall time that ages are counted in.</param>
    /// <param name="logger">Where changes are logged.</param>
    /// <param name="prover">Makes addresses prove themselves; sockets by default.</param>
    /// <param name="meters">Where metrics go; the process's own by default.</param>
    /// <param name="book">The book, or null.</param>
    /// <param name="fault">Why the directory cannot be used: no access, or another process uses it.</param>
    public static bool TryOpen(
        GuardOptions options,
        MonotonicClock clock,
        ILogger logger,
        IProver? prover,
        IMeterFactory? meters,
        [NotNullWhen(true)] out GuardBook? book,
        [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(logger);
        fault = null;
        book = new GuardBook(options, clock, logger, prover ?? new SocketProver(clock.Time, options.TrustedRoots), meters);
        return true;
    }

    /// <summary>Whether a name and type are guarded. Takes no lock and allocates nothing.</summary>
    public bool IsGuarded(DomainName name, RecordType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _names.TryFind(name, type, out _);
    }

    /// <summary>Swaps the rules; what is remembered stays.</summary>
    /// <exception cref="ArgumentException">A rule has faults.</exception>
    public void Reload(ImmutableArray<GuardRule> rules) => _names = new GuardedNames(rules);

    /// <summary>Remembers a positive answer that was believed. Anything else is passed over.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="provider">The operator that answered.</param>
    /// <param name="answer">Its answer.</param>
    public void Observe(ResolutionRequest request, string provider, FinishedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(answer);
        if (Find(request) is not var (key, rule) || answer.Kind != AnswerKind.Positive || Sighting.From(answer.Octets) is not { } sighting)
        {
            return;
        }

        Decision decision;
        lock (_gate)
        {
            if (!_states.TryGetValue(key, out var state))
            {
                if (!HasRoomFor(key))
                {
                    return;
                }

                state = new GuardState { Key = key };
            }

            decision = GuardDecisions.Observe(state, rule, sighting, provider, WallNow);
            Apply(decision);
        }

        Tell(decision);
        var seen = decision.State.Generations.FirstOrDefault(generation => generation.Fingerprint == sighting.Fingerprint);
        if (seen is { Standing: Standing.Candidate, Addresses.IsEmpty: false })
        {
            _ = ConfirmAsync(key, seen, rule);
        }
    }

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
            ? await ServeAsync(request, key, rule, plan.Generations, said, deadline, cancellationToken)
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
                _reports.Report(key, GuardChangeKind.HoldFailed, $"{held.Reason}; {said}");
            }
        }

        return held;
    }

    /// <summary>Stops proofs and closes the log with all it was given.</summary>
    public ValueTask DisposeAsync()
    {
        _proofs.Dispose();
        return ValueTask.CompletedTask;
    }

    private DateTimeOffset WallNow => _clock.Time.GetUtcNow();

    private (GuardKey Key, GuardRule Rule)? Find(ResolutionRequest request)
    {
        var question = request.Question;
        return question.Class == RecordClass.Internet && _names.TryFind(question.Name, question.Type, out var rule)
            ? (new GuardKey(question.Name, question.Type), rule)
            : null;
    }

    // The first generation that proves itself. All proofs are ordered at once, so that an older generation costs no more time.
    private async ValueTask<HeldAnswer> ServeAsync(
        ResolutionRequest request,
        GuardKey key,
        GuardRule rule,
        ImmutableArray<Generation> generations,
        string said,
        Deadline deadline,
        CancellationToken cancellationToken)
    {
        var failure = "";
        var ordered = generations.Select(generation => OrderProofs(generation.Addresses, key, rule)).ToArray();
        foreach (var (generation, proofs) in generations.Zip(ordered))
        {
            var results = await _proofs.WaitAsync(proofs, deadline, cancellationToken);
            var proved = generation.Addresses.Where((_, i) => i < results.Length && results[i] is { IsAlive: true }).ToImmutableArray();
            Note(key, generation, results);
            if (generation.Addresses.IsEmpty || !proved.IsEmpty)
            {
                return Serve(request, key, rule, generation, proved, said);
            }

            failure = failure.Length > 0 ? failure
                : results.FirstOrDefault(result => result is not null)?.Detail ?? "the proofs were not done in time";
        }

        return new HeldAnswer(HoldOutcome.ProofFailed, $"no address of the last known good answer proved itself: {failure}");
    }

    private HeldAnswer Serve(
        ResolutionRequest request, GuardKey key, GuardRule rule, Generation generation, ImmutableArray<IPAddress> proved, string said)
    {
        Decision decision;
        var now = WallNow;
        lock (_gate)
        {
            if (!_states.TryGetValue(key, out var state) || state.IsReleased)
            {
                return new HeldAnswer(HoldOutcome.Released, "released while its addresses were proved");
            }

            decision = GuardDecisions.Hold(state, generation, said, now);
            Apply(decision);
        }

        Tell(decision);
        var age = GuardDecisions.Age(decision.State, generation, now);
        var kind = decision.State.RestoredNumber == generation.Number ? "restored by hand" : $"held since {decision.State.HeldSince:u}";
        var note = $"last known good of {generation.LastSeen:u}, {kind}; {said}";
        return new HeldAnswer(HoldOutcome.Held, note, HeldAnswerBuilder.Build(request, generation, proved, rule, note, now), age);
    }

    private Task<ProofResult>[] OrderProofs(ImmutableArray<IPAddress> addresses, GuardKey key, GuardRule rule) =>
        [.. addresses.Take(MaxAddresses).Select(address => _proofs.Order(address, key.Name, rule))];

    // The root of a task in the background: orders and waits never throw.
    private async Task ConfirmAsync(GuardKey key, Generation generation, GuardRule rule)
    {
        var deadline = _clock.In(rule.ProofTimeout * (rule.Proofs.Length + 1));
        Note(key, generation, await _proofs.WaitAsync(OrderProofs(generation.Addresses, key, rule), deadline, CancellationToken.None));
    }

    private void Note(GuardKey key, Generation generation, ImmutableArray<ProofResult?> results)
    {
        var alive = results.Any(result => result is { IsAlive: true });
        var failed = results.Length > 0 && results.All(result => result is { IsAlive: false, Outcome: not (ProofOutcome.Overloaded or ProofOutcome.Cancelled) });
        if (!alive && !failed)
        {
            return;
        }

        Decision decision;
        lock (_gate)
        {
            if (!_states.TryGetValue(key, out var state))
            {
                return;
            }

            decision = GuardDecisions.Prove(state, generation.Number, alive, WallNow);
            Apply(decision);
        }

        Tell(decision);
    }

    private bool HasRoomFor(GuardKey key)
    {
        if (_states.Count < _options.MaxEntries)
        {
            _fullReported = false;
            return true;
        }

        // A wildcard's names are as many as anybody likes to ask for; they never displace what was listed by name.
        var oldest = !_names.IsListed(key.Name) ? null : _states.Values
            .Where(state => !_names.IsListed(state.Key.Name)).MinBy(state => state.LastSeen);
        if (oldest is not null)
        {
            Forget(oldest);
            return true;
        }

        _metrics.NotRemembered();
        if (!_fullReported)
        {
            _fullReported = true;
            GuardMessages.NotRemembered(_logger, _options.MaxEntries, key.ToString());
        }

        return false;
    }

    // The caller holds the lock.
    private void Apply(Decision decision)
    {
        if (decision.State is { } state)
        {
            _states = _states.SetItem(state.Key, state);
        }
    }

    // The caller holds the lock.
    private void Forget(GuardState state) => _states = _states.Remove(state.Key);

    // Outside the lock: what listens may ask the book again.
    private void Tell(Decision decision)
    {
        if (decision.Changes.IsDefaultOrEmpty)
        {
            return;
        }

        foreach (var (kind, text) in decision.Changes)
        {
            _reports.Tell(decision.State.Key, kind, text);
        }

        if (decision.Changes.Any(change => change.Kind == GuardChangeKind.Released))
        {
            Released?.Invoke(decision.State.Key.Name);
        }
    }

    private void Log(GuardChange change)
    {
        var (name, type) = (change.Name.ToString(), change.Type.ToText());
        if (change.Kind is GuardChangeKind.NewAnswer or GuardChangeKind.BecameGood or GuardChangeKind.HoldEnded or GuardChangeKind.Rearmed
            or GuardChangeKind.Released or GuardChangeKind.Restored)
        {
            GuardMessages.Changed(_logger, name, type, change.Kind, change.Text);
        }
        else
        {
            GuardMessages.Warned(_logger, name, type, change.Kind, change.Text);
        }
    }
}
