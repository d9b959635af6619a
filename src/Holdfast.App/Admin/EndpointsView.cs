using Holdfast.App.Hosting;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store;
using Holdfast.Wire.Names;

namespace Holdfast.App.Admin;

/// <summary>Pools and plans as the admin API shows them: what is served is known always, the rest while the store answers.</summary>
internal static class EndpointsView
{
    /// <summary>In short; null while nothing is kept or served.</summary>
    public static EndpointsSummaryModel? Summary(EndpointsHost host) => host.Feed is not { } feed
        ? null
        : new EndpointsSummaryModel(host.Section.Service.Pools.Length, feed.Plans.Count, feed.IsFollowing, host.Store?.Problem);

    /// <summary>Every name that is kept or served here.</summary>
    public static async Task<EndpointsModel> ListAsync(EndpointsHost host, string engine, CancellationToken cancellationToken)
    {
        var names = new List<EndpointModel>();
        var storeAnswers = true;
        PublishedState? last = null;
        foreach (var name in host.Feed!.Plans.Keys.Concat(host.Section.Service.Pools.Select(pool => pool.Name)).Distinct().Order())
        {
            var state = storeAnswers ? await TryReadAsync(host, name, cancellationToken) : null;
            storeAnswers = state is not null;
            last = state ?? last;
            names.Add(Show(host, name, state));
        }

        return new EndpointsModel(
            host.Section.Service.Enactor, engine, host.Store?.Problem, host.Feed.IsFollowing, Show(last?.FreezeOfAll), names);
    }

    /// <summary>One name.</summary>
    /// <param name="host">The control plane.</param>
    /// <param name="name">The name.</param>
    /// <param name="state">What the store holds about it; null when it does not answer.</param>
    public static EndpointModel Show(EndpointsHost host, DomainName name, PublishedState? state) => new(
        name.ToString(),
        host.Section.Service.Pools.Any(pool => pool.Name == name),
        Show(host.Feed?.Plans.GetValueOrDefault(name)),
        Show(state?.Plan),
        state?.PlanFault,
        Show(state?.Freeze ?? state?.FreezeOfAll),
        state?.Refused is { } refused ? new RefusedModel(Show(refused.Plan)!, refused.Refusal.Reason.ToString(), refused.Refusal.Text, refused.Refusal.MayBeForced) : null,
        host.Service?.Board.Of(name)?.SuspectedSince);

    /// <summary>What the store holds about a name; null when it does not answer.</summary>
    public static async Task<PublishedState?> TryReadAsync(EndpointsHost host, DomainName name, CancellationToken cancellationToken)
    {
        try
        {
            return await host.Publisher!.ReadAsync(name, cancellationToken);
        }
        catch (Exception trouble) when (trouble is StoreException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>One generation.</summary>
    public static PlanModel? Show(EndpointPlan? plan) => plan is null ? null : new PlanModel(
        plan.Generation.Value,
        plan.Edition,
        plan.Origin.ToString(),
        plan.By,
        plan.At,
        plan.Note,
        plan.Policy.ToString(),
        plan.ActiveRegion,
        plan.Ttl.TotalSeconds,
        [.. plan.Members.Select(member => new PlannedMemberModel(
            member.Address.ToString(), member.Zone, member.Region, member.Weight, member.Role.ToString(), member.IsUp, member.Since, member.Reason))]);

    private static FreezeModel? Show(Freeze? freeze) => freeze is null ? null : new FreezeModel(freeze.By, freeze.At, freeze.Why);
}
