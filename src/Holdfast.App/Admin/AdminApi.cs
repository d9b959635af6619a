using Holdfast.App.Hosting;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.App.Admin;

/// <summary>What the admin API offers. Each line is one request: its path, what it does, what it gives.</summary>
internal static class AdminApi
{
    /// <summary>Adds the requests.</summary>
    public static void Map(IEndpointRouteBuilder app, Daemon daemon)
    {
        app.MapGet("/healthz", () => TypedResults.Text("ok\n")).WithSummary("Whether the process lives.");
        app.MapGet("/readyz", Results<ContentHttpResult, StatusCodeHttpResult> () => daemon.IsReady ? TypedResults.Text(Readiness(daemon)) : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)).WithSummary("Whether it answers queries.");
        app.MapGet("/status", () => TypedResults.Json(AdminView.Status(daemon), AdminJson.Default.StatusModel)).WithSummary("What the daemon is and does.").Produces<StatusModel>();
        app.MapGet("/providers", () => TypedResults.Json(AdminView.Providers(daemon), AdminJson.Default.IReadOnlyListProviderModel)).WithSummary("The providers and their health.").Produces<ProviderModel[]>();
        app.MapPost("/reload", async () =>
        {
            var problems = await daemon.ReloadAsync();
            return TypedResults.Json(
                new ReloadModel(problems.IsEmpty, problems),
                AdminJson.Default.ReloadModel,
                statusCode: problems.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }).WithSummary("Reads the configuration again; a wrong one changes nothing.").Produces<ReloadModel>().Produces<ReloadModel>(StatusCodes.Status422UnprocessableEntity);

        app.MapGet("/cache", (string name) => WithName(name, found =>
            TypedResults.Json(AdminView.Cached(daemon, found), AdminJson.Default.IReadOnlyListCacheEntryModel))).WithSummary("The answers cached for a name.").Produces<CacheEntryModel[]>();
        app.MapDelete("/cache", (string? name, bool? below) =>
        {
            if (name is null)
            {
                var count = daemon.Cache.Count;
                daemon.Cache.Clear();
                return TypedResults.Json(new FlushModel(count), AdminJson.Default.FlushModel);
            }

            return WithName(name, found => TypedResults.Json(new FlushModel(daemon.Cache.Remove(found, below ?? false)), AdminJson.Default.FlushModel));
        }).WithSummary("Removes a name's answers from the cache, those below it too, or everything.").Produces<FlushModel>();

        app.MapGet("/guard", () => TypedResults.Json(AdminView.Guarded(daemon.Guard.List()), AdminJson.Default.IReadOnlyListGuardEntryModel)).WithSummary("What is remembered of guarded names.").Produces<GuardEntryModel[]>();
        app.MapGet("/guard/{name}", (string name) => WithName(name, found => Remembered(daemon, found))).WithSummary("What is remembered of one guarded name.").Produces<GuardEntryModel[]>();
        app.MapPost("/guard/{name}/release", (string name, string? type) => WithName(name, found => WithType(type, only =>
        {
            daemon.Guard.Release(found, only);
            return Remembered(daemon, found);
        }))).WithSummary("Honours an intended deletion of a guarded name.").Produces<GuardEntryModel[]>();
        app.MapPost("/guard/{name}/restore", (string name, string type, uint generation) => WithName(name, found => WithType(type, only =>
            daemon.Guard.Restore(found, only!.Value, generation)
                ? Remembered(daemon, found)
                : Problem($"{name} {type} has no answer {generation}", StatusCodes.Status404NotFound)))).WithSummary("Serves one earlier answer of a guarded name in place of any other.").Produces<GuardEntryModel[]>();
        EndpointsApi.Map(app, daemon);
    }

    // A store that cannot be used is no reason to send clients away: what is served goes on being served.
    private static string Readiness(Daemon daemon) =>
        daemon.Endpoints.Store?.Problem is { } problem ? $"ready\nthe store cannot be used, the last plans are served: {problem}\n" : "ready\n";

    private static IResult Remembered(Daemon daemon, DomainName name)
    {
        var entries = daemon.Guard.History(name);
        return entries.IsEmpty
            ? Problem($"nothing is remembered of {name}", StatusCodes.Status404NotFound)
            : TypedResults.Json(AdminView.Guarded(entries), AdminJson.Default.IReadOnlyListGuardEntryModel);
    }

    private static IResult WithName(string text, Func<DomainName, IResult> then) =>
        DomainName.TryParse(text, out var name, out var fault)
            ? then(name)
            : Problem($"'{text}' is not a domain name: {fault}", StatusCodes.Status400BadRequest);

    private static IResult WithType(string? text, Func<RecordType?, IResult> then) =>
        text is null ? then(null)
        : RecordTypeText.TryParse(text, out var type) ? then(type)
        : Problem($"'{text}' is not a record type", StatusCodes.Status400BadRequest);

    internal static JsonHttpResult<ProblemModel> Problem(string text, int status) =>
        TypedResults.Json(new ProblemModel(text), AdminJson.Default.ProblemModel, statusCode: status);
}
