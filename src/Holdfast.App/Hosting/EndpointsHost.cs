using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.App.Configuration;
using Holdfast.Endpoints;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Server.Zones;
using Holdfast.Store;
using Holdfast.Store.Memory;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Hosting;

/// <summary>
/// The control plane within the daemon, and the one place where it meets the data plane: every plan that the feed takes is
/// handed to the server's zones. The last plans are served before the store is opened, and whether it can be or not. Nothing
/// here takes a name away: neither a store that is gone, nor another configuration.
/// </summary>
internal sealed partial class EndpointsHost : IAsyncDisposable
{
    // How long a stop waits for a store or a probe that does not end when it is told to.
    private static readonly TimeSpan _stopPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _pauseAfterBug = TimeSpan.FromSeconds(1);

    private readonly OwnZones _zones;
    private readonly string _stateDirectory;
    private readonly EndpointsMetrics _metrics;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Func<IOrderedStore>? _openStore;
    private readonly Lock _serving = new();
    private readonly CancellationTokenSource _stopping = new();
    private EndpointsSection _section = new();
    private CancellationTokenSource _stopService = new();
    private Task _service = Task.CompletedTask;
    private Task _following = Task.CompletedTask;

    /// <summary>Makes it; nothing is opened or run yet.</summary>
    /// <param name="zones">Where plans are served.</param>
    /// <param name="stateDirectory">Where copies of them are kept.</param>
    /// <param name="metrics">What is counted.</param>
    /// <param name="loggers">Where changes are told.</param>
    /// <param name="time">Time.</param>
    /// <param name="openStore">Opens another store than the configured one; null for that one.</param>
    public EndpointsHost(
        OwnZones zones, string stateDirectory, EndpointsMetrics metrics, ILoggerFactory loggers, TimeProvider time, Func<IOrderedStore>? openStore = null)
    {
        (_zones, _stateDirectory, _metrics, _loggers, _time, _openStore) = (zones, stateDirectory, metrics, loggers, time, openStore);
        _logger = loggers.CreateLogger("Holdfast.Daemon");
    }

    /// <summary>The store; null while nothing needs it.</summary>
    public DeferredStore? Store { get; private set; }

    /// <summary>The plans that are served; null while none are.</summary>
    public PlanFeed? Feed { get; private set; }

    /// <summary>What persons use; null while no plans are served.</summary>
    public PlanPublisher? Publisher { get; private set; }

    /// <summary>What keeps the pools; null while there are none.</summary>
    public EndpointsService? Service { get; private set; }

    /// <summary>Who is well, by what the pools' observers see; it outlives a reload.</summary>
    public HealthBoard Board { get; } = new();

    /// <summary>The options in force.</summary>
    public EndpointsSection Section => _section;

    private string Folder => Path.Combine(_stateDirectory, "endpoints");

    /// <summary>Serves the plans that were served last, from this machine's own copies. Neither waits nor fails.</summary>
    public void Prepare(DaemonOptions options)
    {
        _section = options.Endpoints;
        if (Feed is null && Needed(options.Endpoints))
        {
            Open(options);
        }

        foreach (var plan in Feed?.Plans.Values ?? [])
        {
            Serve(plan);
        }
    }

    /// <summary>Begins to follow the store and to keep the pools.</summary>
    public void Start()
    {
        if (Feed is { } feed && _following.IsCompleted)
        {
            _following = RootAsync("following plans", feed.RunAsync, _stopping.Token);
        }

        if (Store is { } store && !_section.Service.Pools.IsEmpty)
        {
            var probe = new SocketProbe(_time, [.. _section.TrustFiles.SelectMany(ReadCertificates)]);
            var chance = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
            Service = new EndpointsService(_section.Service, store, probe, _time, chance, _metrics, _loggers.CreateLogger<EndpointsService>(), Board);
            _service = RootAsync("keeping pools", Service.RunAsync, _stopService.Token);
        }
    }

    /// <summary>Keeps the pools as they are configured from now on, with probes that begin anew. What is served stays served.</summary>
    public async Task ReconfigureAsync(DaemonOptions options)
    {
        await StopServiceAsync();
        Prepare(options);
        Start();
    }

    /// <summary>Takes a name away for good: out of the store, and from what is served here. Other daemons go on until they are told.</summary>
    /// <param name="name">The name.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PersonResult> RetireAsync(DomainName name, string by, CancellationToken cancellationToken)
    {
        if (_section.Service.Pools.Any(pool => pool.Name == name))
        {
            return new PersonResult(null, $"{name} has a pool here, which would be planned again at once: take it out of the configuration first");
        }

        await Publisher!.RetireAsync(name, cancellationToken);
        string? left;
        lock (_serving)
        {
            left = Feed!.Forget(name);
            _zones.Withdraw(name);
        }

        LogRetired(name.ToString(), by);
        return new PersonResult(null, left is null ? null : $"{name} is retired, but its local copy is still there, and would be served after a restart: {left}");
    }

    /// <summary>Stops: no more plans are published, then none are followed, then the store is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopServiceAsync();
        await _stopping.CancelAsync();
        await EndAsync(_following);
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }
    }

    private void Open(DaemonOptions options)
    {
        Store = _openStore is null
            ? StoreOpening.Create(options.Store, _stateDirectory, _time, _logger)
            : new DeferredStore(_openStore, MemoryStore.DefaultLimits, _time, _logger);
        Feed = new PlanFeed(Store, Folder, _time, _metrics, _loggers.CreateLogger<PlanFeed>());
        Publisher = new PlanPublisher(Store, options.Endpoints.Service.KeptGenerations);
        Feed.Changed += Serve;
    }

    // A pool that was taken out of the file by accident must not take its name away, at the next start either.
    private bool Needed(EndpointsSection section) => section.Serves == true || !section.Service.Pools.IsEmpty
        || (section.Serves is null && Directory.Exists(Folder) && Directory.EnumerateFiles(Folder, "*.plan").Any());

    // The feed's thread and a reload may both come here: whichever is second must not bring back what the first one replaced.
    private void Serve(EndpointPlan changed)
    {
        lock (_serving)
        {
            if (_section.Serves != false && Feed!.Plans.TryGetValue(changed.Name, out var latest) && _zones.Publish(PlannedZones.ToAddresses(latest)) is { } fault)
            {
                LogNotServed(fault);
            }
        }
    }

    private async Task StopServiceAsync()
    {
        await _stopService.CancelAsync();
        await EndAsync(_service);
        _stopService = new CancellationTokenSource();
        Service = null;
    }

    private async Task EndAsync(Task running)
    {
        try
        {
            await running.WaitAsync(_stopPatience, _time);
        }
        catch (TimeoutException)
        {
            LogDoesNotEnd(_stopPatience);
        }
    }

    // The root of both tasks: what nobody foresaw is told, and must end neither.
    private async Task RootAsync(string what, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await run(cancellationToken);
            }
            catch (Exception bug)
            {
                LogBroke(what, bug);
                await Task.Delay(_pauseAfterBug, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static X509Certificate2Collection ReadCertificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }

    [LoggerMessage(EventId = 4025, Level = LogLevel.Warning, Message = "{Name} is retired by {By}: it is served here no more")]
    private partial void LogRetired(string name, string by);

    [LoggerMessage(EventId = 4022, Level = LogLevel.Error, Message = "A plan is not served, the one before stays: {Fault}")]
    private partial void LogNotServed(string fault);

    [LoggerMessage(EventId = 4023, Level = LogLevel.Error, Message = "Unforeseen while {What}; it begins anew")]
    private partial void LogBroke(string what, Exception bug);

    [LoggerMessage(EventId = 4024, Level = LogLevel.Warning, Message = "A store or a probe did not end within {Patience}; it is left behind")]
    private partial void LogDoesNotEnd(TimeSpan patience);
}
