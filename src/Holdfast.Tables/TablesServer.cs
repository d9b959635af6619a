using System.Net;
using Holdfast.Store;
using Holdfast.Tables.Http;
using Holdfast.Tables.Http.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tables;

/// <summary>Serves the tables of a store over HTTP.</summary>
public sealed class TablesServer : IAsyncDisposable
{
    private static readonly TimeSpan _headersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly TablesEngine _engine;
    private readonly TimeProvider _time;

    private TablesServer(WebApplication app, TablesEngine engine, TimeProvider time) => (_app, _engine, _time) = (app, engine, time);

    /// <summary>Where it serves, in the order of the options, ports included.</summary>
    public ImmutableArray<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>Opens the sockets and begins to serve.</summary>
    /// <param name="store">Where tables and items are kept; it stays the caller's.</param>
    /// <param name="options">Where, for whom, within which limits.</param>
    /// <param name="time">Time.</param>
    /// <param name="metrics">What is counted.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="cancellationToken">Ends starting.</param>
    /// <exception cref="ArgumentException">The options have faults; the message says which.</exception>
    /// <exception cref="IOException">An address cannot be listened at.</exception>
    public static async Task<TablesServer> StartAsync(
        IOrderedStore store, TablesServerOptions options, TimeProvider time, TablesMetrics metrics, ILogger<TablesServer> logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(metrics);
        if (options.Faults().ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        }

        if (options.Signing.AcceptAnyKey)
        {
            TablesMessages.AnyKeyIsAccepted(logger);
        }

        var engine = new TablesEngine(store, options, time, metrics, logger);
        var endpoint = new TablesEndpoint(
            new OperationSet(engine.Operations), new SignatureVerifier(options.Signing, options.Region, time), options, time, metrics, logger);
        var app = Build(options, endpoint);
        var server = new TablesServer(app, engine, time);
        try
        {
            await engine.StartAsync(cancellationToken);
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server.EndPoints = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(ToEndPoint)];
        return server;
    }

    /// <summary>Answers what is under way, takes no more, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(_stopTimeout, _time))
        {
            await _app.StopAsync(patience.Token);
        }

        await _app.DisposeAsync();
        await _engine.DisposeAsync();
    }

    private static WebApplication Build(TablesServerOptions options, TablesEndpoint endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "holdfast" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestOctets;
            kestrel.Limits.MinRequestBodyDataRate = null; // the whole body has a deadline
            kestrel.Limits.RequestHeadersTimeout = _headersTimeout;
            kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
            foreach (var listen in options.Listen)
            {
                kestrel.Listen(listen, how => Configure(how, options));
            }

            foreach (var listen in options.ListenHttp2)
            {
                kestrel.Listen(listen, how => how.Protocols = HttpProtocols.Http2);
            }
        });
        var app = builder.Build();
        app.Run(endpoint.HandleAsync);
        return app;
    }

    private static void Configure(ListenOptions how, TablesServerOptions options)
    {
        how.Protocols = options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        if (options.Certificate is not null)
        {
            how.UseHttps(options.Certificate);
        }
    }

    private static IPEndPoint ToEndPoint(string address)
    {
        var uri = new Uri(address);
        return new(IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
    }
}
