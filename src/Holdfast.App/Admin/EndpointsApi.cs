using Holdfast.App.Hosting;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store;
using Holdfast.Wire.Names;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.App.Admin;

/// <summary>What the admin API offers for pools and plans. What persons do is said with who does it.</summary>
internal static class EndpointsApi
{
    // Shorter than the patience of the commands, so that they can say what is wrong.
    private static readonly TimeSpan _storeDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Adds the requests.</summary>
    public static void Map(IEndpointRouteBuilder app, Daemon daemon)
    {
        var host = daemon.Endpoints;
        app.MapGet("/endpoints", (CancellationToken aborted) => AskAsync(daemon, async cancellation => TypedResults.Json(
            await EndpointsView.ListAsync(host, daemon.Options.Store.Engine.ToString().ToLowerInvariant(), cancellation), AdminJson.Default.EndpointsModel), aborted)).WithSummary("The names whose addresses are planned or served here.").Produces<EndpointsModel>();
        app.MapGet("/endpoints/{name}", (string name, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => TypedResults.Json(
            EndpointsView.Show(host, found, await EndpointsView.TryReadAsync(host, found, cancellation)), AdminJson.Default.EndpointModel), aborted)).WithSummary("One name: what is served, published, frozen and refused.").Produces<EndpointModel>();
        app.MapGet("/endpoints/{name}/explanation", (string name, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => TypedResults.Json(
            new ExplanationModel(found.ToString(), await ExplainAsync(daemon, found, cancellation)), AdminJson.Default.ExplanationModel), aborted)).WithSummary("Why a name's addresses are what they are, in words.").Produces<ExplanationModel>();
        app.MapGet("/endpoints/{name}/history", (string name, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => TypedResults.Json<IReadOnlyList<PlanModel>>(
            [.. (await host.Publisher!.HistoryAsync(found, cancellation)).Select(plan => EndpointsView.Show(plan)!)], AdminJson.Default.IReadOnlyListPlanModel), aborted)).WithSummary("The kept generations of a name, the newest first.").Produces<PlanModel[]>();

        app.MapPost("/endpoints/freeze", (string by, string? why, CancellationToken aborted) => AskAsync(daemon, async cancellation => Tell(
            DomainName.Root, "every name is frozen", await host.Publisher!.FreezeAsync(DomainName.Root, Freeze(daemon, by, why), cancellation)), aborted)).WithSummary("Keeps all names as they are, until they are thawed.").Produces<DoneModel>();
        app.MapPost("/endpoints/thaw", (CancellationToken aborted) => AskAsync(daemon, async cancellation => Tell(
            DomainName.Root, "the freeze of every name is over", await host.Publisher!.ThawAsync(DomainName.Root, cancellation)), aborted)).WithSummary("Ends the freeze of all names; names frozen by themselves stay so.").Produces<DoneModel>();
        app.MapPost("/endpoints/{name}/freeze", (string name, string by, string? why, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => Tell(
            found, "frozen", await host.Publisher!.FreezeAsync(found, Freeze(daemon, by, why), cancellation)), aborted)).WithSummary("Keeps a name as it is, until it is thawed.").Produces<DoneModel>();
        app.MapPost("/endpoints/{name}/thaw", (string name, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => Tell(
            found, "thawed", await host.Publisher!.ThawAsync(found, cancellation)), aborted)).WithSummary("Ends the freeze of a name.").Produces<DoneModel>();
        app.MapPost("/endpoints/{name}/rollback", (string name, long generation, string by, string? why, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => Tell(
            found, $"back to generation {generation}, and frozen", await host.Publisher!.RollBackAsync(found, new Generation(generation), Freeze(daemon, by, why), cancellation)), aborted)).WithSummary("Publishes what an earlier generation held, and freezes the name.").Produces<DoneModel>();
        app.MapPost("/endpoints/{name}/force", (string name, string by, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => Tell(
            found, "forced", await host.Publisher!.ForceAsync(found, by, daemon.Clock.Time.GetUtcNow(), cancellation)), aborted)).WithSummary("Publishes, once, the plan that the guard refused last.").Produces<DoneModel>();
        app.MapPost("/endpoints/{name}/retire", (string name, string by, CancellationToken aborted) => AskAsync(daemon, name, async (found, cancellation) => Tell(
            found, "retired; every other daemon that serves it must be told too", await host.RetireAsync(found, by, cancellation)), aborted)).WithSummary("Removes a name whose pool nobody keeps any more from the store and from what is served here.").Produces<DoneModel>();
    }

    private static async Task<string> ExplainAsync(Daemon daemon, DomainName name, CancellationToken cancellationToken)
    {
        var host = daemon.Endpoints;
        var state = await EndpointsView.TryReadAsync(host, name, cancellationToken);
        var served = host.Feed!.Plans.GetValueOrDefault(name);
        var text = PlanExplanation.Write(
            name, state ?? new PublishedState { Plan = served }, host.Service?.Board.Of(name), daemon.Clock.Time.GetUtcNow());
        return state is null ? $"{text}the store cannot be used, this is the last plan that was seen: {host.Store?.Problem}\n"
            : served?.Generation != state.Plan?.Generation ? $"{text}generation {served?.Generation ?? Generation.None} is served here\n"
            : text;
    }

    private static Freeze Freeze(Daemon daemon, string by, string? why) => new(by, daemon.Clock.Time.GetUtcNow(), string.IsNullOrEmpty(why) ? "no cause given" : why);

    private static IResult Tell(DomainName name, string done, PersonResult result) => result.Fault is { } fault
        ? AdminApi.Problem(fault, StatusCodes.Status409Conflict)
        : TypedResults.Json(new DoneModel(name.ToString(), done, result.Plan?.Generation.Value), AdminJson.Default.DoneModel);

    private static Task<IResult> AskAsync(Daemon daemon, string text, Func<DomainName, CancellationToken, Task<IResult>> answer, CancellationToken aborted) =>
        AskAsync(daemon, cancellation =>
        {
            if (!DomainName.TryParse(text, out var name, out var fault))
            {
                return Task.FromResult<IResult>(AdminApi.Problem($"'{text}' is not a domain name: {fault}", StatusCodes.Status400BadRequest));
            }

            var host = daemon.Endpoints;
            var known = host.Feed!.Plans.Keys.Concat(host.Section.Service.Pools.Select(pool => pool.Name)).Distinct().Order().ToList();
            return known.Contains(name)
                ? answer(name, cancellation)
                : Task.FromResult<IResult>(AdminApi.Problem($"{name} has no pool here and no plan; known: {string.Join(", ", known.Take(10).Select(each => each.ToString()).DefaultIfEmpty("none"))}", StatusCodes.Status404NotFound));
        }, aborted);

    // The one place where trouble with the store becomes a status.
    private static async Task<IResult> AskAsync(Daemon daemon, Func<CancellationToken, Task<IResult>> answer, CancellationToken aborted)
    {
        if (daemon.Endpoints.Feed is null)
        {
            return AdminApi.Problem("no pools are kept here and no plans are served: the configuration has neither endpoints.pools nor endpoints.serve", StatusCodes.Status404NotFound);
        }

        using var deadline = new CancellationTokenSource(_storeDeadline, daemon.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        try
        {
            return await answer(either.Token);
        }
        catch (StoreException trouble)
        {
            return AdminApi.Problem($"the store cannot be used: {trouble.Message}", StatusCodes.Status503ServiceUnavailable);
        }
        catch (OperationCanceledException)
        {
            return AdminApi.Problem($"the store did not answer within {_storeDeadline.TotalSeconds:0} s; whether it was done is not known", StatusCodes.Status503ServiceUnavailable);
        }
    }
}
