using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.App.Configuration;
using Holdfast.Balancing;
using Holdfast.Endpoints;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;
using Holdfast.Server;
using Holdfast.Store;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Hosting;

/// <summary>
/// A running resolver. It starts from what it remembers (guarded names, the cache, the last plans) to whom it asks
/// (providers), and only then opens its sockets, so that its first answer is as good as any; no answer waits for the store. A reload checks a whole new configuration before it
/// swaps any of it in; caches and last known good answers stay.
/// </summary>
internal sealed partial class Daemon : IAsyncDisposable
{
    private readonly string? _path;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _reloading = new(1, 1);
    private readonly ExchangeFactory _exchanges;
    private readonly ProviderSet _providers;
    private readonly CacheJournal? _journal;
    private readonly CancellationTokenSource _stopping = new();

    private Daemon(
        string? path,
        DaemonOptions options,
        MonotonicClock clock,
        ExchangeFactory exchanges,
        ProviderSet providers,
        AnswerCache cache,
        CacheJournal? journal,
        GuardBook guard,
        HoldfastResolver resolver,
        DnsServer server,
        EndpointsHost endpoints,
        VirtualAddressHost virtualAddresses,
        ILogger logger)
    {
        (_path, Options, Clock, _exchanges, _providers) = (path, options, clock, exchanges, providers);
        (Cache, _journal, Guard, Resolver, Server, _logger) = (cache, journal, guard, resolver, server, logger);
        (Endpoints, VirtualAddresses) = (endpoints, virtualAddresses);
        StartedAt = clock.Time.GetUtcNow();
        LoadedAt = StartedAt;
    }

    /// <summary>The options in force.</summary>
    public DaemonOptions Options { get; private set; }

    /// <summary>The file they came from; null for defaults.</summary>
    public string? ConfigurationPath => _path;

    /// <summary>Time.</summary>
    public MonotonicClock Clock { get; }

    /// <summary>The cache.</summary>
    public AnswerCache Cache { get; }

    /// <summary>The guarded names.</summary>
    public GuardBook Guard { get; }

    /// <summary>The resolver.</summary>
    public HoldfastResolver Resolver { get; }

    /// <summary>The server.</summary>
    public DnsServer Server { get; }

    /// <summary>The pools that are kept here, and the plans that are served.</summary>
    public EndpointsHost Endpoints { get; }

    /// <summary>The virtual addresses in front of pools.</summary>
    public VirtualAddressHost VirtualAddresses { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Since when the options are in force.</summary>
    public DateTimeOffset LoadedAt { get; private set; }

    /// <summary>How often the options were replaced.</summary>
    public int Reloads { get; private set; }

    /// <summary>When a newer configuration was refused; null when the last one was not.</summary>
    public DateTimeOffset? RefusedAt { get; private set; }

    /// <summary>Why it was refused.</summary>
    public ImmutableArray<string> Problems { get; private set; } = [];

    /// <summary>Whether it answers, and goes on answering.</summary>
    public bool IsReady => !_stopping.IsCancellationRequested;

    /// <summary>Starts a daemon; null with what stands in its way.</summary>
    public static Task<(Daemon? Daemon, string? Problem)> StartAsync(
        string? path, DaemonOptions options, ILoggerFactory loggers, IMeterFactory meters, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(path, options, loggers, meters, time, null, cancellationToken);

    /// <summary>Starts a daemon upon another store than the configured one.</summary>
    internal static async Task<(Daemon? Daemon, string? Problem)> StartAsync(
        string? path, DaemonOptions options, ILoggerFactory loggers, IMeterFactory meters, TimeProvider time, Func<IOrderedStore>? openStore, CancellationToken cancellationToken)
    {
        var clock = new MonotonicClock(time);
        var cache = new AnswerCache(options.Cache, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));
        if (!TryMakeDirectory(options.StateDirectory, out var problem))
        {
            return (null, problem);
        }

        CacheJournal? journal = null;
        if (options.PersistCache && !TryOpenJournal(options, cache, clock, loggers, out journal, out problem))
        {
            return (null, problem);
        }

        var guardOptions = options.Guard with
        {
            Directory = Path.Combine(options.StateDirectory, "guard"),
            TrustedRoots = [.. options.GuardTrustFiles.SelectMany(ReadCertificates)],
        };
        if (!GuardBook.TryOpen(guardOptions, clock, loggers.CreateLogger<GuardBook>(), prover: null, meters, out var guard, out problem))
        {
            journal?.Dispose();
            return (null, problem);
        }

        _ = new CacheMetrics(meters, cache, journal);
        // What follows an answer never waits: it judges, stores, and sends, so it may run on the thread that received it.
        var exchanges = new ExchangeFactory(clock, meters.Create(ResolverMetrics.MeterName), new ExchangeOptions { ContinueOnReader = true });
        var providers = new ProviderSet(exchanges, clock, new AddressFile(Path.Combine(options.StateDirectory, "provider-addresses")));
        if (providers.TryPrepare(options, out problem) is not { } prepared)
        {
            journal?.Dispose();
            await guard.DisposeAsync();
            exchanges.Dispose();
            return (null, problem);
        }

        providers.Commit(prepared);
        var resolver = new HoldfastResolver(
            prepared.Table, options.Resolver, cache, guard, clock, new ResolverMetrics(meters), loggers.CreateLogger<HoldfastResolver>());
        var server = new DnsServer(options.ServerWithForwards, cache, resolver, clock, new ServerMetrics(meters), loggers);
        var endpoints = new EndpointsHost(server.OwnZones, options.StateDirectory, new EndpointsMetrics(meters), loggers, time, openStore);
        var daemon = new Daemon(
            path, options, clock, exchanges, providers, cache, journal, guard, resolver, server, endpoints,
            new VirtualAddressHost(endpoints.Board, new BalancingMetrics(meters), loggers, time), loggers.CreateLogger("Holdfast.Daemon"));
        try
        {
            endpoints.Prepare(options);
            await server.StartAsync(cancellationToken);
            endpoints.Start();
            await daemon.VirtualAddresses.ApplyAsync(options, cancellationToken);
            _ = new GuardKeeper(guard, clock, resolver.Prefetch).RunAsync(daemon._stopping.Token);
            return (daemon, null);
        }
        catch (Exception fault) when (IsOfEnvironment(fault))
        {
            await daemon.DisposeAsync();
            return (null, Describe(fault, options));
        }
    }

    /// <summary>Reads the configuration again. A wrong one leaves everything as it is.</summary>
    /// <returns>What is wrong; empty when it is in force.</returns>
    public async Task<ImmutableArray<string>> ReloadAsync()
    {
        await _reloading.WaitAsync();
        try
        {
            var file = ConfigurationFile.Load(_path);
            var problems = file.Options is { } options
                ? await ApplyAsync(options)
                : [.. file.Problems.Select(problem => problem.ToLine(file.Name))];
            Problems = problems;
            if (problems.IsEmpty)
            {
                RefusedAt = null;
                LoadedAt = Clock.Time.GetUtcNow();
                Reloads++;
                LogReloaded(file.Name);
                return problems;
            }

            RefusedAt = Clock.Time.GetUtcNow();
            foreach (var problem in problems)
            {
                LogRefused(problem);
            }

            return problems;
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <summary>Stops: no new queries, those under way are answered, everything remembered is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Server.DisposeAsync();
        await VirtualAddresses.DisposeAsync();
        await Endpoints.DisposeAsync();
        await Resolver.DisposeAsync();
        foreach (var provider in Resolver.Providers)
        {
            await provider.DisposeAsync();
        }

        await _providers.DisposeAsync();
        await Guard.DisposeAsync();
        _journal?.Dispose();
        _exchanges.Dispose();
    }

    // What can fail comes first and changes nothing when it does: sockets, then exchanges; the swaps after them cannot.
    private async Task<ImmutableArray<string>> ApplyAsync(DaemonOptions options)
    {
        if (_providers.TryPrepare(options, out var problem) is not { } prepared)
        {
            return [problem!];
        }

        try
        {
            await Server.ReconfigureAsync(options.ServerWithForwards, _stopping.Token);
        }
        catch (Exception fault) when (IsOfEnvironment(fault))
        {
            await _providers.DiscardAsync(prepared);
            return [Describe(fault, options)];
        }

        _providers.Commit(prepared);
        var dropped = Resolver.Apply(prepared.Table, options.Resolver);
        Guard.Reload(options.Guard.Rules);
        await Endpoints.ReconfigureAsync(options);
        await VirtualAddresses.ApplyAsync(options, _stopping.Token);
        foreach (var section in AtNextStart(Options, options))
        {
            LogAtNextStart(section);
        }

        var patience = Options.Resolver.QuestionTimeout;
        Options = options;
        _ = DropAsync(dropped, patience);
        return [];
    }

    // Questions under way may still wait for a provider that is no longer in use.
    private async Task DropAsync(ImmutableArray<Provider> dropped, TimeSpan patience)
    {
        if (dropped.IsEmpty)
        {
            return;
        }

        try
        {
            await Task.Delay(patience, Clock.Time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops: no question waits any more.
        }

        foreach (var provider in dropped)
        {
            await provider.DisposeAsync();
        }
    }

    private static IEnumerable<string> AtNextStart(DaemonOptions before, DaemonOptions after)
    {
        (string Section, bool Changed)[] sections = [
            ("cache", before.Cache != after.Cache),
            ("persist-cache", before.PersistCache != after.PersistCache),
            ("guard-trust", !before.GuardTrustFiles.SequenceEqual(after.GuardTrustFiles)),
            ("store", !before.Store.IsSameAs(after.Store)),
            ("admin", before.Admin != after.Admin),
            ("log", before.Log != after.Log),
            ("query-log", before.Server.QueryLogPath != after.Server.QueryLogPath),
            ("otlp-endpoint", before.OtlpEndpoint != after.OtlpEndpoint),
            ("state", before.StateDirectory != after.StateDirectory),
        ];
        return sections.Where(section => section.Changed).Select(section => section.Section);
    }

    private static bool TryOpenJournal(
        DaemonOptions options, AnswerCache cache, MonotonicClock clock, ILoggerFactory loggers, out CacheJournal? journal, out string? problem)
    {
        var directory = Path.Combine(options.StateDirectory, "cache");
        using var loading = BulkLoading.From(directory);
        return CacheJournal.TryOpen(directory, cache, clock, loggers.CreateLogger<CacheJournal>(), out journal, out problem);
    }

    private static bool TryMakeDirectory(string path, out string? problem)
    {
        try
        {
            Directory.CreateDirectory(path);
            problem = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = $"the state directory cannot be made: {fault.Message.TrimEnd('.')}";
        }

        return problem is null;
    }

    private static X509Certificate2Collection ReadCertificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }

    private static bool IsOfEnvironment(Exception fault) =>
        fault is SocketException or IOException or CryptographicException or UnauthorizedAccessException or ArgumentException;

    private static string Describe(Exception fault, DaemonOptions options)
    {
        var server = options.Server;
        var addresses = server.Udp.Concat(server.Tcp).Concat(server.Tls).Concat(server.Https).Distinct();
        return fault is SocketException ? $"cannot listen at {string.Join(", ", addresses)}: {fault.Message}" : fault.Message;
    }

    [LoggerMessage(EventId = 4000, Level = LogLevel.Information, Message = "Configuration {File} is in force")]
    private partial void LogReloaded(string file);

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "The new configuration is refused, the one in force stays: {Problem}")]
    private partial void LogRefused(string problem);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "{Section} changed in the configuration; the change takes effect at the next start")]
    private partial void LogAtNextStart(string section);
}
