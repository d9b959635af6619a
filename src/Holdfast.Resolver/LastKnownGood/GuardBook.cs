using System.Collections.Immutable;
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

    private DateTimeOffset WallNow => _clock.Time.GetUtcNow();

    private (GuardKey Key, GuardRule Rule)? Find(ResolutionRequest request)
    {
        var question = request.Question;
        return question.Class == RecordClass.Internet && _names.TryFind(question.Name, question.Type, out var rule)
            ? (new GuardKey(question.Name, question.Type), rule)
            : null;
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
            if (decision.Save)
            {
                _journal?.Note(state.Key, state);
            }
        }
    }

    // The caller holds the lock.
    private void Forget(GuardState state)
    {
        _states = _states.Remove(state.Key);
        _journal?.Note(state.Key, null);
    }

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
        switch (change.Kind)
        {
            // A name behind a rotating pool has a new answer with every TTL.
            case GuardChangeKind.NewAnswer or GuardChangeKind.BecameGood:
                GuardMessages.Learnt(_logger, name, type, change.Kind, change.Text);
                break;
            case GuardChangeKind.HoldEnded or GuardChangeKind.Rearmed or GuardChangeKind.Released or GuardChangeKind.Restored:
                GuardMessages.Changed(_logger, name, type, change.Kind, change.Text);
                break;
            default:
                GuardMessages.Warned(_logger, name, type, change.Kind, change.Text);
                break;
        }
    }
}
