using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Holdfast.Certificates;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Admission;
using Holdfast.Server.Listeners;
using Holdfast.Server.Pipeline;
using Holdfast.Server.Zones;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server;

/// <summary>
/// Serves DNS at a set of addresses. Starting opens every socket or none; reconfiguring swaps all that queries are judged
/// by as a whole, keeps listeners whose address stays, and never drops the cache, which is not its own.
/// </summary>
public sealed partial class DnsServer : IAsyncDisposable
{
    // How many free ports are tried for one that is free for UDP and TCP.
    private const int PortAttempts = 8;

    private readonly MonotonicClock _clock;
    private readonly ServerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ImmutableArray<IZoneSource> _zones;
    private readonly ReadOnlyMemory<byte> _ownCookieSecret = RandomNumberGenerator.GetBytes(SipHash24.KeyOctets);
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changing = new(1, 1);

    // Held while options or hosts change and a plan is made of them, by a reconfiguration or by the hosts files' watch.
    private readonly Lock _planning = new();
    private readonly ConnectionGate _connections = new();
    private readonly MissGate _misses;
    private readonly QueryLog _log;
    private readonly QueryPipeline _pipeline;
    private readonly CertificateStore _certificates;
    private ImmutableArray<(BoundEndPoint Asked, IListener Listener)> _listeners = [];
    private FileWatch? _hostsWatch;
    private readonly ZoneFiles _zoneFiles;
    private HostsZone _hosts;
    private ServerOptions _options;

    /// <summary>Takes the parts it works with; nothing is opened yet.</summary>
    /// <param name="options">How to listen, and the limits.</param>
    /// <param name="cache">Where hits come from.</param>
    /// <param name="resolver">Who answers misses.</param>
    /// <param name="clock">Time; the same clock that the cache's moments belong to.</param>
    /// <param name="metrics">Where counts go.</param>
    /// <param name="loggers">Where changes are told.</param>
    /// <param name="zones">Names of our own, asked before hosts files and special names.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public DnsServer(
        ServerOptions options,
        AnswerCache cache,
        IResolver resolver,
        MonotonicClock clock,
        ServerMetrics metrics,
        ILoggerFactory loggers,
        ImmutableArray<IZoneSource> zones = default)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        _options = Checked(options);
        _clock = clock;
        _metrics = metrics;
        _logger = loggers.CreateLogger("Holdfast.Server");
        _zones = zones.IsDefault ? [] : zones;
        _misses = new MissGate(options.MaxMisses);
        _log = options.QueryLogPath is { } path ? new QueryLog(path, options.QueryLogQueue, metrics, clock.Time, _logger) : QueryLog.Off;
        _hosts = HostsFiles.Read(options.HostsFiles, null, metrics, _logger);
        OwnZones = new OwnZones(static () => BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(sizeof(uint))));
        _zoneFiles = new ZoneFiles(OwnZones, clock.Time, metrics, _logger);
        _pipeline = new QueryPipeline(cache, resolver, clock, metrics, _misses, _log, OwnZones, NewPlan(before: null));
        _certificates = new CertificateStore(metrics.Reloads, clock.Time, _logger);
        metrics.ActiveMisses = () => _misses.Count;
        metrics.ActiveConnections = () => _connections.Count;
    }

    /// <summary>Where it listens; empty before the start and after the stop.</summary>
    public ImmutableArray<BoundEndPoint> EndPoints =>
        [.. _listeners.Select(entry => new BoundEndPoint(entry.Listener.Transport, entry.Listener.EndPoint))];

    /// <summary>The zones it has authority for; plans are published here.</summary>
    public OwnZones OwnZones { get; }

    /// <summary>The options in force.</summary>
    public ServerOptions Options => _options;

    /// <summary>How many questions wait for the resolver.</summary>
    public int ActiveMisses => _misses.Count;

    /// <summary>How many TCP and TLS connections are open.</summary>
    public int ActiveConnections => _connections.Count;

    /// <summary>Reads zones' files, opens every socket, then begins to serve. A zone whose file is broken answers SERVFAIL.</summary>
    /// <exception cref="SocketException">An address is taken, or is not ours; nothing is left open.</exception>
    /// <exception cref="CryptographicException">The certificate cannot be used.</exception>
    /// <exception cref="IOException">The certificate cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            _zoneFiles.Use(_options.Zones, _options.FileCheckInterval);
            await ApplyListenersAsync(_options, cancellationToken);
            WatchHosts();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Swaps the options. Everything that can fail is tried first: if it fails, what was in force stays.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="SocketException">A new address is taken, or is not ours.</exception>
    /// <exception cref="CryptographicException">The certificate cannot be used.</exception>
    /// <exception cref="IOException">The certificate cannot be read.</exception>
    /// <remarks>The query log's path, and what a listener already open was opened with (threads, buffers, HTTPS limits), are taken at the next start.</remarks>
    public async Task ReconfigureAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        Checked(options);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ApplyListenersAsync(options, cancellationToken);
            _zoneFiles.Use(options.Zones, options.FileCheckInterval);
            _misses.Resize(options.MaxMisses);
            lock (_planning)
            {
                _options = options;
                ReloadHosts();
            }

            WatchHosts();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Takes no new queries, answers those under way within <see cref="ServerOptions.StopTimeout"/>, closes everything.</summary>
    public async Task StopAsync()
    {
        await _changing.WaitAsync();
        try
        {
            await CloseAsync(_listeners, _options.StopTimeout);
            _listeners = [];
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _stopping.CancelAsync();
        _hostsWatch?.Dispose();
        _zoneFiles.Dispose();
        _certificates.Dispose();
        await _log.DisposeAsync();
    }

    private static ServerOptions Checked(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Faults().FirstOrDefault() is { } fault ? throw new ArgumentException(fault, nameof(options)) : options;
    }

    private ServingPlan NewPlan(ServingPlan? before) => ServingPlan.Create(
        _options,
        before,
        new ServerCookies(_options.CookieSecrets.IsEmpty ? [_ownCookieSecret.ToArray()] : [.. _options.CookieSecrets.Select(secret => secret.ToArray())]),
        _hosts,
        _zones,
        _clock.Time);

    private void WatchHosts()
    {
        _hostsWatch?.Dispose();
        _hostsWatch = _options.HostsFiles.IsEmpty
            ? null
            : new FileWatch([.. _options.HostsFiles], _options.FileCheckInterval, _clock.Time, ReloadHosts);
    }

    private void ReloadHosts()
    {
        lock (_planning)
        {
            _hosts = HostsFiles.Read(_options.HostsFiles, _hosts, _metrics, _logger);
            _pipeline.Plan = NewPlan(_pipeline.Plan);
        }
    }

    // Opens what is new, then closes what is no longer wanted. Throws with nothing changed.
    private async Task ApplyListenersAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var certificate = options.Certificate is { } files ? CertificateStore.Load(files) : null;
        var (listeners, opened) = await OpenMissingAsync(options);
        if (certificate is not null)
        {
            _certificates.Use(options.Certificate!, certificate, options.FileCheckInterval);
        }

        try
        {
            foreach (var listener in opened)
            {
                await listener.StartAsync(cancellationToken);
            }
        }
        catch
        {
            await DisposeAllAsync(opened);
            throw;
        }

        var closing = _listeners.Where(entry => !listeners.Contains(entry)).ToImmutableArray();
        _listeners = listeners;
        await CloseAsync(closing, options.StopTimeout);
        foreach (var listener in opened)
        {
            LogListening(_logger, listener.Transport, listener.EndPoint);
        }
    }

    private static IEnumerable<BoundEndPoint> AddressesOf(ServerOptions options) =>
        options.Udp.Select(endPoint => new BoundEndPoint(Transport.Udp, endPoint))
            .Concat(options.Tcp.Select(endPoint => new BoundEndPoint(Transport.Tcp, endPoint)))
            .Concat(options.Tls.Select(endPoint => new BoundEndPoint(Transport.Tls, endPoint)))
            .Concat(options.Https.Select(endPoint => new BoundEndPoint(Transport.Https, endPoint)))
            .Distinct();

    private async ValueTask<(ImmutableArray<(BoundEndPoint Asked, IListener Listener)> All, List<IListener> Opened)> OpenMissingAsync(ServerOptions options)
    {
        for (var attempt = 1; ; attempt++)
        {
            var all = new List<(BoundEndPoint Asked, IListener Listener)>();
            var opened = new List<IListener>();
            try
            {
                foreach (var asked in AddressesOf(options))
                {
                    var listener = _listeners.FirstOrDefault(entry => entry.Asked == asked).Listener;
                    if (listener is null)
                    {
                        opened.Add(listener = Open(asked, all, options));
                    }

                    all.Add((asked, listener));
                }

                return ([.. all], opened);
            }
            catch (SocketException failure)
            {
                await DisposeAllAsync(opened);

                // The port that UDP was given may be taken for TCP. Another one is tried.
                if (failure.SocketErrorCode != SocketError.AddressAlreadyInUse
                    || attempt == PortAttempts
                    || AddressesOf(options).All(asked => asked.EndPoint.Port != 0))
                {
                    throw;
                }
            }
        }
    }

    private static async ValueTask DisposeAllAsync(List<IListener> listeners)
    {
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }
    }

    private IListener Open(BoundEndPoint asked, List<(BoundEndPoint Asked, IListener Listener)> before, ServerOptions options)
    {
        var endPoint = asked.EndPoint;
        switch (asked.Transport)
        {
            case Transport.Udp:
                return UdpListener.Open(endPoint, options, _pipeline, _metrics, _logger, _stopping.Token);
            case Transport.Tcp:
                // A client that is told TC asks again at the same port.
                var udp = before.FirstOrDefault(entry => entry.Asked == asked with { Transport = Transport.Udp }).Listener;
                return StreamListener.Open(
                    endPoint.Port == 0 && udp is not null ? udp.EndPoint : endPoint, new ClearStream(), _pipeline, _connections, _metrics, _logger);
            case Transport.Tls:
                return StreamListener.Open(endPoint, TlsSecurity.ForDns(_certificates), _pipeline, _connections, _metrics, _logger);
            default:
                return HttpsListener.Open(endPoint, options, _certificates, _pipeline, _connections, _metrics, _logger);
        }
    }

    private async Task CloseAsync(ImmutableArray<(BoundEndPoint Asked, IListener Listener)> closing, TimeSpan patience)
    {
        foreach (var (_, listener) in closing)
        {
            await listener.StopAcceptingAsync();
        }

        var deadline = _clock.In(patience);
        foreach (var (_, listener) in closing)
        {
            await listener.DrainAsync(deadline);
            await listener.DisposeAsync();
        }
    }

    [LoggerMessage(EventId = 3000, Level = LogLevel.Information, Message = "Listening for {Transport} at {EndPoint}")]
    private static partial void LogListening(ILogger logger, Transport transport, IPEndPoint endPoint);
}
