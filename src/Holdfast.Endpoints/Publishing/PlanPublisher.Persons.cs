using System.Collections.Immutable;
using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Publishing;

/// <summary>What came of what a person asked.</summary>
/// <param name="Plan">The plan that is published because of it; null when none was, or none had to be.</param>
/// <param name="Fault">Why it was not done; null when it was.</param>
public sealed record PersonResult(EndpointPlan? Plan, string? Fault)
{
    /// <summary>Whether it was done.</summary>
    public bool IsDone => Fault is null;
}

/// <summary>What persons do: freeze, thaw, roll back, force. Each is one commit, and works while enactors run.</summary>
public sealed partial class PlanPublisher
{
    // Enactors publish too; a person's word is tried again on what they published meanwhile.
    private const int MaxTries = 5;

    /// <summary>Keeps a name as it is: enactors publish nothing for it until it is thawed. A person can.</summary>
    /// <param name="name">The name; the root for all names.</param>
    /// <param name="freeze">Who, when and what for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<PersonResult> FreezeAsync(DomainName name, Freeze freeze, CancellationToken cancellationToken)
    {
        var key = PlanKeys.Frozen(name);
        var result = await store.CommitAsync(new StoreBatch([StoreCondition.Absent(key)], [StoreOperation.Put(key, StateReader.Write(freeze))]), cancellationToken);
        return result.IsCommitted || await FrozenByAsync(name, cancellationToken) is not { } already
            ? new PersonResult(null, null)
            : new PersonResult(null, $"{Said(name)} frozen by {already.By} already: {already.Why}");
    }

    /// <summary>Ends a freeze.</summary>
    /// <param name="name">The name; the root for the freeze of all names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<PersonResult> ThawAsync(DomainName name, CancellationToken cancellationToken)
    {
        var key = PlanKeys.Frozen(name);
        var result = await store.CommitAsync(new StoreBatch([StoreCondition.Present(key)], [StoreOperation.Delete(key)]), cancellationToken);
        return new PersonResult(null, result.IsCommitted ? null : $"{Said(name)} not frozen");
    }

    /// <summary>Who froze a name; null for nobody.</summary>
    /// <param name="name">The name; the root for the freeze of all names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Freeze?> FrozenByAsync(DomainName name, CancellationToken cancellationToken) =>
        await store.GetAsync(PlanKeys.Frozen(name), cancellationToken) is { } entry ? StateReader.ReadFreeze(entry) : null;

    /// <summary>
    /// Publishes what an earlier generation held, as a new generation, and freezes the name in the same commit: otherwise the
    /// enactors would plan it away again at once.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="generation">The earlier generation; one of those kept.</param>
    /// <param name="freeze">Who, when and what for.</param>
    /// <param name="cancellationToken">Gives up; what becomes of it is then unknown.</param>
    public async ValueTask<PersonResult> RollBackAsync(DomainName name, Generation generation, Freeze freeze, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(freeze);
        for (var n = 0; n < MaxTries; n++)
        {
            var state = await ReadOneAsync(name, cancellationToken);
            var kept = await store.RangeAsync(PlanKeys.Prefix(PlanKeys.History(name), HistoryPage, reverse: true), cancellationToken);
            var (earlier, fault) = StateReader.ReadPlan(kept.Entries.FirstOrDefault(entry => PlanKeys.GenerationOf(entry.Key.Span) == generation));
            if (earlier is null)
            {
                var known = kept.Entries.Select(entry => PlanKeys.GenerationOf(entry.Key.Span).ToString());
                return new PersonResult(null, fault is null ? $"generation {generation} of {name} is not kept; kept: {string.Join(", ", known.DefaultIfEmpty("none"))}" : $"generation {generation} of {name} cannot be read: {fault}");
            }

            // The history also holds the published one: its key tells the number even when its octets cannot be read.
            var plan = earlier with
            {
                Generation = PlanKeys.GenerationOf(kept.Entries[0].Key.Span).Next,
                Edition = state.Plan?.Edition ?? earlier.Edition,
                Origin = PlanOrigin.RolledBack,
                By = freeze.By,
                At = freeze.At,
                Note = $"back to generation {generation}: {freeze.Why}",
            };
            if (PlanGuard.ExamineForced(plan, state.Plan ?? plan with { Generation = plan.Basis }) is { } refusal)
            {
                return new PersonResult(null, $"{name} cannot go back to generation {generation}: {refusal.Text}");
            }

            ImmutableArray<StoreOperation> freezing = state.Freeze is null ? [StoreOperation.Put(PlanKeys.Frozen(name), StateReader.Write(freeze))] : [];
            if (await CommitAsync(plan, state, StoreCondition.Present(PlanKeys.History(name, generation)), freezing, cancellationToken))
            {
                return new PersonResult(plan, null);
            }
        }

        return new PersonResult(null, $"{name} changes too fast: freeze it first");
    }

    /// <summary>Publishes the plan that the guard refused last. It works once, and only while that plan still follows what is published.</summary>
    /// <param name="name">The name.</param>
    /// <param name="by">Who answers for it.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Gives up; what becomes of it is then unknown.</param>
    public async ValueTask<PersonResult> ForceAsync(DomainName name, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var state = await ReadOneAsync(name, cancellationToken);
        if (state.Refused is not { } refused)
        {
            return new PersonResult(null, $"no plan of {name} is refused");
        }

        if (!refused.Refusal.MayBeForced)
        {
            return new PersonResult(null, $"nobody can force this plan of {name}: {refused.Refusal.Text}");
        }

        var plan = refused.Plan with { Origin = PlanOrigin.Forced, By = by, At = now, Note = $"the guard had refused it: {refused.Refusal.Text}" };
        if (PlanGuard.ExamineForced(plan, state.Plan) is { } refusal)
        {
            return new PersonResult(null, $"this plan of {name} cannot be forced any more: {refusal.Text}");
        }

        return await CommitAsync(plan, state, StoreCondition.ModifiedAt(PlanKeys.Refused(name), state.RefusedModified), [], cancellationToken)
            ? new PersonResult(plan, null)
            : new PersonResult(null, $"{name} changed meanwhile; look at it again");
    }

    /// <summary>
    /// Removes all that is kept of a name, in one commit. Nobody keeps its pool any more, or it is planned again from the
    /// beginning. Whoever serves the last plan goes on until told otherwise.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Gives up; what becomes of it is then unknown.</param>
    public async ValueTask RetireAsync(DomainName name, CancellationToken cancellationToken)
    {
        byte[] state = PlanKeys.State(name);
        await store.CommitAsync(
            new StoreBatch(
                [],
                [
                    StoreOperation.Delete(PlanKeys.Plan(name)),
                    StoreOperation.DeleteRange(PlanKeys.History(name), PlanKeys.History(name, new Generation(long.MaxValue))),
                    StoreOperation.DeleteRange(state, (byte[])[.. state, byte.MaxValue]),
                ]),
            cancellationToken);
    }

    private async ValueTask<bool> CommitAsync(
        EndpointPlan plan, PublishedState state, StoreCondition condition, ImmutableArray<StoreOperation> more, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(
            new StoreBatch(
                [StoreCondition.ModifiedAt(PlanKeys.Plan(plan.Name), state.PlanModified), condition],
                [.. Puts(plan), .. DropsRefused(plan.Name, state), .. more]),
            cancellationToken);
        return result.IsCommitted;
    }

    private static string Said(DomainName name) => name.IsRoot ? "all names are" : $"{name} is";
}
