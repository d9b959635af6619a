using System.Collections.Immutable;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Publishing;

/// <summary>
/// Puts plans into the store, and asks the store itself whether that may still be done: a commit says what it was decided on,
/// and is refused when any of it changed. Nothing is ever checked first and written later. Whoever was delayed, restarted, or
/// whose request arrives late or twice, changes nothing. Keeps nothing in memory. Trouble with the store is a
/// <see cref="StoreException"/>.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="keptGenerations">How many generations of a name are kept, the published one included.</param>
public sealed partial class PlanPublisher(IOrderedStore store, int keptGenerations)
{
    // A name's state is a few entries, and one for each node that reports.
    private const int StatePage = 512;

    private int HistoryPage => Math.Min(keptGenerations, store.Limits.MaxRangeEntries);

    /// <summary>Reads what is known of a name.</summary>
    public async ValueTask<PublishedState> ReadAsync(DomainName name, CancellationToken cancellationToken) =>
        await ReadOneAsync(name, cancellationToken) with { FreezeOfAll = await FrozenByAsync(DomainName.Root, cancellationToken) };

    // A freeze of all names binds enactors, not persons.
    private async ValueTask<PublishedState> ReadOneAsync(DomainName name, CancellationToken cancellationToken)
    {
        // Not of one moment, and need not be: a commit names every revision that it depends on.
        var plan = await store.GetAsync(PlanKeys.Plan(name), cancellationToken);
        var state = await store.RangeAsync(PlanKeys.Prefix(PlanKeys.State(name), Math.Min(StatePage, store.Limits.MaxRangeEntries)), cancellationToken);
        return StateReader.Read(name, plan, state.Entries);
    }

    /// <summary>Every published plan, by name; those that cannot be read are left out.</summary>
    public async ValueTask<ImmutableArray<EndpointPlan>> ListAsync(CancellationToken cancellationToken)
    {
        var plans = ImmutableArray.CreateBuilder<EndpointPlan>();
        await foreach (var entry in PlanPages.ReadAsync(store, cancellationToken))
        {
            if (StateReader.ReadPlan(entry).Plan is { } plan)
            {
                plans.Add(plan);
            }
        }

        return plans.DrainToImmutable();
    }

    /// <summary>The kept generations of a name, the newest first.</summary>
    public async ValueTask<ImmutableArray<EndpointPlan>> HistoryAsync(DomainName name, CancellationToken cancellationToken)
    {
        var page = await store.RangeAsync(PlanKeys.Prefix(PlanKeys.History(name), HistoryPage, reverse: true), cancellationToken);
        return [.. page.Entries.Select(entry => StateReader.ReadPlan(entry).Plan).OfType<EndpointPlan>()];
    }

    /// <summary>Writes down what an observer thinks.</summary>
    internal async ValueTask ReportAsync(DomainName name, PoolOpinions opinions, CancellationToken cancellationToken) =>
        await store.CommitAsync(new StoreBatch([], [StoreOperation.Put(PlanKeys.Observed(name, opinions.Observer), StateReader.Write(opinions))]), cancellationToken);

    /// <summary>Publishes a plan, if all that it was decided on still stands.</summary>
    /// <param name="plan">The plan, examined by the guard.</param>
    /// <param name="state">What it was decided on.</param>
    /// <param name="evidence">The reports that counted, each with the commit that wrote it.</param>
    /// <param name="cancellationToken">Gives up; what becomes of the commit is then unknown.</param>
    internal async ValueTask<RoundOutcome> PublishAsync(
        EndpointPlan plan, PublishedState state, IEnumerable<StoreCondition> evidence, CancellationToken cancellationToken)
    {
        const int FirstFrozen = 1, LastFrozen = 2;
        var result = await store.CommitAsync(
            new StoreBatch(
                [
                    StoreCondition.ModifiedAt(PlanKeys.Plan(plan.Name), state.PlanModified),
                    StoreCondition.Absent(PlanKeys.Frozen(plan.Name)),
                    StoreCondition.Absent(PlanKeys.Frozen(DomainName.Root)),
                    .. evidence,
                ],
                [.. Puts(plan), .. DropsRefused(plan.Name, state)]),
            cancellationToken);
        return result.IsCommitted ? RoundOutcome.Published
            : result.RefusedBy is >= FirstFrozen and <= LastFrozen ? RoundOutcome.Frozen
            : RoundOutcome.Overtaken;
    }

    /// <summary>Removes generations that are older than those to be kept, counted from one that is published or was: by number, never by age.</summary>
    internal async ValueTask CleanUpAsync(DomainName name, Generation published, CancellationToken cancellationToken)
    {
        var firstKept = new Generation(published.Value - keptGenerations + 1);
        if (firstKept.Value > 1)
        {
            await store.CommitAsync(
                new StoreBatch(
                    [StoreCondition.Present(PlanKeys.History(name, published))],
                    [StoreOperation.DeleteRange(PlanKeys.History(name), PlanKeys.History(name, firstKept))]),
                cancellationToken);
        }
    }

    /// <summary>Keeps a refused plan for a person to see, unless it is kept already or overtaken.</summary>
    internal async ValueTask KeepRefusedAsync(RefusedPlan refused, PublishedState state, CancellationToken cancellationToken)
    {
        var plan = refused.Plan;
        if (state.Refused is { } kept && kept.Plan.Generation == plan.Generation && kept.Refusal.Reason == refused.Refusal.Reason && kept.Plan.SaysTheSame(plan))
        {
            return;
        }

        await store.CommitAsync(
            new StoreBatch(
                [
                    StoreCondition.ModifiedAt(PlanKeys.Plan(plan.Name), state.PlanModified),
                    StoreCondition.ModifiedAt(PlanKeys.Refused(plan.Name), state.RefusedModified),
                ],
                [StoreOperation.Put(PlanKeys.Refused(plan.Name), StateReader.Write(refused))]),
            cancellationToken);
    }

    // The plan and its place in the history, in one commit: neither is ever there without the other.
    private static IEnumerable<StoreOperation> Puts(EndpointPlan plan)
    {
        var octets = PlanCodec.Write(plan);
        return [StoreOperation.Put(PlanKeys.Plan(plan.Name), octets), StoreOperation.Put(PlanKeys.History(plan.Name, plan.Generation), octets)];
    }

    // A refused plan followed the one that is now replaced: nobody may force it any more.
    private static IEnumerable<StoreOperation> DropsRefused(DomainName name, PublishedState state) =>
        state.RefusedModified > Revision.None ? [StoreOperation.Delete(PlanKeys.Refused(name))] : [];
}
