using System.Net;
using System.Security.Cryptography;
using System.Text;
using Holdfast.App.Configuration;
using Holdfast.App.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Admin;

/// <summary>The admin API over HTTP. Whoever may not use it is turned away before anything is looked up.</summary>
internal sealed class AdminHost(Daemon daemon, Telemetry telemetry, ILoggerFactory loggers) : IAsyncDisposable
{
    private const int MaxBodyOctets = 64 << 10;

    private WebApplication? _app;

    /// <summary>Opens the socket and begins to serve.</summary>
    /// <returns>What stands in the way; null when it serves.</returns>
    public async Task<string?> TryStartAsync(AdminOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "holdfast" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyOctets;
            kestrel.Listen(options.Listen);
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRouting();
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
        var app = builder.Build();
        var token = options.TokenFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : null;
        app.Use(next => context => Admit(context, next, token));
        app.UseRouting();
        AdminApi.Map(app, daemon);
        app.MapOpenApi("/openapi.json");
        app.UseOpenTelemetryPrometheusScrapingEndpoint(telemetry.Provider, predicate: null, "/metrics", configureBranchedPipeline: null, optionsName: null);
        _app = app;
        try
        {
            await app.StartAsync(cancellationToken);
            return null;
        }
        catch (IOException fault)
        {
            return $"the admin API cannot listen at {options.Listen}: {(fault.InnerException ?? fault).Message}";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static Task Admit(HttpContext context, RequestDelegate next, string? token)
    {
        var request = context.Request;
        if (request.Path == "/healthz" || request.Path == "/readyz")
        {
            return next(context);
        }

        if (token is null ? IsForeign(request) : !Carries(request, token))
        {
            context.Response.StatusCode = token is null ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = token is null ? default : "Bearer";
            return context.Response.WriteAsJsonAsync(
                new ProblemModel(token is null ? "a request from a web page, or by another host name, is not taken" : "a bearer token is needed"),
                AdminJson.Default.ProblemModel);
        }

        return next(context);
    }

    // Without a token being on this machine is what counts; a web page in this machine's browser does not: it shows by
    // its Origin, or by a host name of its own that it had resolved to loopback.
    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.Count > 0
        || !(request.Host.Host == "localhost" || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    private static bool Carries(HttpRequest request, string token) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim()), Encoding.UTF8.GetBytes(token));
}
