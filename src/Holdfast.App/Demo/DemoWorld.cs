using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Holdfast.App.Configuration;
using Holdfast.App.Hosting;
using Holdfast.Endpoints;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;
using Holdfast.Store.RocksDb;
using Holdfast.Wire.Names;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Demo;

/// <summary>
/// What the demo breaks: three HTTP servers, a daemon with its store that serves the name, an enactor in each zone, and clients.
/// All of it real, on loopback, in this process and a folder of its own.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    /// <summary>How many generations are kept.</summary>
    public const int KeptGenerations = 3;

    private static readonly string[] _zones = ["zone-a", "zone-b", "zone-c"];

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ServiceProvider _services;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
    private readonly CancellationTokenSource _stop = new();
    private Task _clients = Task.CompletedTask;

    private DemoWorld(string folder, Daemon daemon, ServiceProvider services, DemoScreen screen, TimeProvider time)
    {
        (_folder, Daemon, _services, _time) = (folder, daemon, services, time);
        IPAddress[] addresses = [.. Enumerable.Range(2, _zones.Length).Select(Loopback)];
        var port = DemoServer.FreePort(addresses);
        Servers = [.. _zones.Zip(addresses, (zone, address) => new DemoServer(zone, new IPEndPoint(address, port)))];
        Enactors = [.. _zones.Select(zone => new DemoEnactor(zone, daemon.Endpoints.Store!, screen.LoggersOf(zone), time))];
        Clients = new DemoClients(Name, daemon.Server.EndPoints[0].EndPoint, time, FetchAsync);
    }

    /// <summary>The name.</summary>
    public static DomainName Name { get; } = DomainName.Parse("shop.example.");

    /// <summary>The servers, one a zone.</summary>
    public ImmutableArray<DemoServer> Servers { get; }

    /// <summary>The enactors, one a zone.</summary>
    public ImmutableArray<DemoEnactor> Enactors { get; }

    /// <summary>The daemon that serves the name.</summary>
    public Daemon Daemon { get; }

    /// <summary>Who uses the name.</summary>
    public DemoClients Clients { get; }

    /// <summary>The plan that is served at this moment; null before the first.</summary>
    public EndpointPlan? Served => Daemon.Endpoints.Feed!.Plans.GetValueOrDefault(Name);

    /// <summary>Makes it and starts all but the clients; null with what stands in the way.</summary>
    public static async Task<(DemoWorld? World, string? Problem)> StartAsync(DemoScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-demo-").FullName;
        var options = new DaemonOptions
        {
            Server = new() { Udp = [new IPEndPoint(IPAddress.Loopback, 0)], Tcp = [], ResolvedClients = [] },
            Providers = [],
            SystemServers = false,
            PersistCache = false,
            StateDirectory = folder,
            Endpoints = new EndpointsSection { Serves = true },
        };
        var services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.AddProvider(screen).SetMinimumLevel(LogLevel.Warning)).BuildServiceProvider();
        var (daemon, problem) = await Daemon.StartAsync(null, options, services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<IMeterFactory>(), time, cancellationToken);
        if (daemon is null)
        {
            await services.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            return (null, problem);
        }

        var world = new DemoWorld(folder, daemon, services, screen, time);
        foreach (var server in world.Servers)
        {
            await server.StartAsync(cancellationToken);
        }

        return (world, null);
    }

    /// <summary>Lets the clients begin.</summary>
    public void StartClients()
    {
        Clients.Note(Served!);
        Daemon.Endpoints.Feed!.Changed += Clients.Note;
        _clients = Clients.RunAsync(_stop.Token);
    }

    /// <summary>Ends the clients; what they met stays in their tally.</summary>
    public async Task StopClientsAsync()
    {
        await _stop.CancelAsync();
        await _clients;
    }

    /// <summary>The pool as it should be.</summary>
    public PoolOptions Pool(int edition) => new()
    {
        Name = Name,
        Edition = edition,
        Members = [.. Servers.Select(server => new PoolMember { Address = server.EndPoint.Address, Zone = server.Zone })],
        Probes = [new ProbeOptions
        {
            Target = new ProbeTarget(ProbeKind.Http, Servers[0].EndPoint.Port),
            Interval = TimeSpan.FromMilliseconds(200),
            Deadline = TimeSpan.FromMilliseconds(400),
            Rise = 2,
            Fall = 2,
        }],
        Health = new HealthPolicy { MinUp = TimeSpan.Zero, MinDown = TimeSpan.Zero },
        Policy = new PlanPolicy { Ttl = TimeSpan.FromSeconds(1) },
    };

    /// <summary>The same with addresses where nobody is.</summary>
    public PoolOptions PoolOfNobody(int edition) => Pool(edition) with
    {
        Members = [.. Servers.Select((server, n) => new PoolMember { Address = Loopback(200 + n), Zone = server.Zone })],
    };

    /// <summary>Has every enactor keep a pool from now on.</summary>
    public async Task ConfigureAsync(PoolOptions pool)
    {
        foreach (var enactor in Enactors)
        {
            await enactor.ConfigureAsync(new EndpointsOptions
            {
                Pools = [pool],
                RoundInterval = TimeSpan.FromMilliseconds(250),
                RoundDeadline = TimeSpan.FromSeconds(2),
                ReportInterval = TimeSpan.FromMilliseconds(500),
                ReportLifetime = TimeSpan.FromSeconds(2),
                KeptGenerations = KeptGenerations,
            });
        }
    }

    /// <summary>Closes the store and takes its directory, as another process would; it can be used again once that is disposed of.</summary>
    public async Task<IAsyncDisposable> TakeStoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Daemon.Endpoints.Store!.CloseAsync();
            try
            {
                return RocksDbStore.Open(Path.Combine(_folder, "store"));
            }
            catch (StoreException fault) when (fault.Fault == StoreFault.Locked)
            {
                // An enactor was faster: once more.
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopClientsAsync();
        foreach (var enactor in Enactors)
        {
            await enactor.DisposeAsync();
        }

        await Daemon.DisposeAsync();
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        _http.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IPAddress Loopback(int last) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.0.{last}"));

    // As clients do that know no virtual address: one address after the other, each with little patience.
    private async Task<bool> FetchAsync(IPAddress address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await _http.GetAsync(new UriBuilder("http", address.ToString(), Servers[0].EndPoint.Port).Uri, either.Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
