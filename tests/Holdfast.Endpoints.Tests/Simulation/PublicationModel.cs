using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Tests.Simulation;

/// <summary>
/// What must be true of every commit, beyond <see cref="RecordModel"/>: judged at the moment at which the store carries it out,
/// by what the store holds then, and by nothing that an enactor believes.
/// </summary>
internal sealed class PublicationModel
{
    private readonly SimulatedStore _store;
    private readonly DomainName _name;
    private readonly int _kept;
    private readonly Func<IPAddress, bool> _isAllowed;
    private readonly byte[] _planKey;
    private readonly byte[] _history;
    private readonly byte[] _state;
    private EndpointPlan? _before;

    public PublicationModel(SimulatedStore store, DomainName name, int kept, Func<IPAddress, bool> isAllowed)
    {
        (_store, _name, _kept, _isAllowed) = (store, name, kept, isAllowed);
        (_planKey, _history, _state) = (PlanKeys.Plan(name), PlanKeys.History(name), PlanKeys.State(name));
        Record = new RecordModel(() => Published is { } plan ? (plan.Generation, plan.Serving.Count()) : null);
        store.Committing = OnCommitting;
        store.Committed = OnCommitted;
    }

    public RecordModel Record { get; }

    public string? Wrong => Record.Wrong ?? _wrong;

    /// <summary>The published plan.</summary>
    public EndpointPlan? Published { get; private set; }

    public int Forced { get; private set; }

    public int RolledBack { get; private set; }

    public int CleanedUp { get; private set; }

    private string? _wrong;

    private void OnCommitting(string client, StoreBatch batch)
    {
        _before = Published;
        var put = batch.Operations.FirstOrDefault(one => one.Kind == StoreOperationKind.Put && one.Key.Span.SequenceEqual(_planKey));
        if (!put.Key.IsEmpty)
        {
            if (!PlanCodec.TryRead(put.Value.Span, out var plan, out var fault))
            {
                _wrong ??= $"{client} publishes what cannot be read: {fault}";
                return;
            }

            JudgePlan(client, plan);
        }

        foreach (var removal in batch.Operations.Where(one => one.Kind == StoreOperationKind.DeleteRange))
        {
            var removed = _store.Prefix(_history).Where(entry => entry.Key.Span.SequenceCompareTo(removal.Key.Span) >= 0 && entry.Key.Span.SequenceCompareTo(removal.To.Span) < 0)
                .Select(entry => PlanKeys.GenerationOf(entry.Key.Span)).ToList();
            CleanedUp += removed.Count;
            if (removed.Any(generation => Published is null || generation.Value > Published.Generation.Value - _kept))
            {
                _wrong ??= $"{client} cleans up generations {string.Join(", ", removed)} while {Published?.Generation} is published and {_kept} are kept";
            }
        }
    }

    private void OnCommitted(string client, StoreBatch batch)
    {
        Published = StateReader.ReadPlan(_store.Get(_planKey)).Plan;
        Record.Look(client);
        if (Published is { } plan && _store.Get(PlanKeys.History(_name, plan.Generation)) is null)
        {
            _wrong ??= $"generation {plan.Generation} is published, and not in the history any more (after {client})";
        }
    }

    private void JudgePlan(string client, EndpointPlan plan)
    {
        var say = (string what) => _wrong ??= $"{client} publishes generation {plan.Generation} ({plan.Origin}): {what}";
        if (plan.Generation != (_before?.Generation ?? Generation.None).Next)
        {
            say($"it does not follow {_before?.Generation}");
        }

        switch (plan.Origin)
        {
            case PlanOrigin.Forced:
                Forced++;
                if (_store.Get(PlanKeys.Refused(_name)) is null)
                {
                    say("nothing was refused that could be forced");
                }

                return;
            case PlanOrigin.RolledBack:
                RolledBack++;
                return;
        }

        if (_store.Get(PlanKeys.Frozen(_name)) is not null || _store.Get(PlanKeys.Frozen(DomainName.Root)) is not null)
        {
            say("the name is frozen");
        }

        if (plan.Serving.FirstOrDefault(member => !_isAllowed(member.Address)) is { } foreign)
        {
            say($"{foreign.Address} is not allowed");
        }

        if (_before is null)
        {
            return;
        }

        if (plan.Edition < _before.Edition)
        {
            say($"edition {plan.Edition} of the pool is older than {_before.Edition}");
        }

        // A failover may go to a smaller region, and brings at least half of that.
        var (had, has) = (_before.Serving.Count(), plan.Serving.Count());
        had = plan.ActiveRegion == _before.ActiveRegion ? had : Math.Min(had, plan.Members.Count(member => member.Region == plan.ActiveRegion));
        if (has < had - Math.Max(1, had / 2))
        {
            say($"{had} addresses become {has}");
        }

        // Stale work: who goes out must be down in what somebody reports at this very moment.
        var reports = _store.Prefix(_state).Where(entry => PlanKeys.Rest(entry.Key.Span, _name)[0] == (byte)'o').ToList();
        var opinions = StateReader.Read(_name, null, reports).Observed;
        foreach (var member in plan.Members.Where(member => !member.IsUp && _before.Members.Any(one => one.Address.Equals(member.Address) && one.IsUp)))
        {
            if (!opinions.Any(report => report.Value.Of(member.Address).Opinion == Opinion.Down))
            {
                say($"{member.Address} goes out, and nobody reports it down any more");
            }
        }
    }
}
