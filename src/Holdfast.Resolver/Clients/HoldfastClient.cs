using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Resolver.Clients;

/// <summary>
/// A resolver inside an application: one object that holds cache, providers and guarded names, and gives typed look-ups
/// and connections over them. Make one and keep it.
/// </summary>
public sealed class HoldfastClient : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts;
    private readonly HoldfastResolver _resolver;

    private HoldfastClient(HoldfastResolver resolver, MonotonicClock clock, TimeSpan timeout, Stack<IAsyncDisposable> parts)
    {
        _resolver = resolver;
        _parts = parts;
        Lookup = new DnsLookup(resolver, clock, timeout);
        Connector = new HoldfastConnector(Lookup);
    }

    /// <summary>The resolver.</summary>
    public IResolver Resolver => _resolver;

    /// <summary>Typed look-ups.</summary>
    public DnsLookup Lookup { get; }

    /// <summary>Connections by name.</summary>
    public HoldfastConnector Connector { get; }

    /// <summary>Makes a client. Nothing is asked of the network before the first look-up but whether the providers live.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="client">The client, or null.</param>
    /// <param name="fault">Why there is none: an address that is none, or a directory that cannot be used.</param>
    /// <param name="loggers">Where it tells of changes; nowhere by default.</param>
    /// <param name="meters">Where its metrics go; the process's own by default.</param>
    /// <param name="time">Time; the system's by default.</param>
    public static bool TryCreate(
        HoldfastClientOptions options,
        [NotNullWhen(true)] out HoldfastClient? client,
        [NotNullWhen(false)] out string? fault,
        ILoggerFactory? loggers = null,
        IMeterFactory? meters = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        loggers ??= NullLoggerFactory.Instance;
        meters ??= new ProcessMeters();
        client = null;
        fault = options.Faults().FirstOrDefault() ?? (options.Providers.IsDefaultOrEmpty ? "Providers is empty; allowed: at least one" : null);
        if (fault is not null)
        {
            return false;
        }

        var parts = new Stack<IAsyncDisposable>();
        var clock = new MonotonicClock(time ?? TimeProvider.System);
        var cache = new AnswerCache(options.Cache, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));
        if (!TryOpenState(options, cache, clock, loggers, meters, parts, out var guard, out fault)
            || !TryMakeProviders(options, clock, meters, parts, out var providers, out fault))
        {
            _ = DisposeAsync(parts).AsTask();
            return false;
        }

        var resolver = new HoldfastResolver(
            new ForwardingTable([.. providers]), options.Resolver, cache, guard, clock, new ResolverMetrics(meters), loggers.CreateLogger<HoldfastResolver>());
        parts.Push(resolver);
        client = new HoldfastClient(resolver, clock, options.LookupTimeout, parts);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DisposeAsync(_parts);

    private static bool TryOpenState(
        HoldfastClientOptions options,
        AnswerCache cache,
        MonotonicClock clock,
        ILoggerFactory loggers,
        IMeterFactory meters,
        Stack<IAsyncDisposable> parts,
        out GuardBook? guard,
        [NotNullWhen(false)] out string? fault)
    {
        (guard, fault) = (null, null);
        CacheJournal? journal = null;
        if (options.StateDirectory is { } directory)
        {
            if (!CacheJournal.TryOpen(directory, cache, clock, loggers.CreateLogger<CacheJournal>(), out journal, out fault))
            {
                return false;
            }

            parts.Push(new Deferred(journal));
        }

        _ = new CacheMetrics(meters, cache, journal);
        if (options.Guarded.IsDefaultOrEmpty)
        {
            return true;
        }

        var guarding = new GuardOptions { Rules = options.Guarded, Directory = options.StateDirectory };
        if (!GuardBook.TryOpen(guarding, clock, loggers.CreateLogger<GuardBook>(), prover: null, meters, out guard, out fault))
        {
            return false;
        }

        parts.Push(guard);
        return true;
    }

    private static bool TryMakeProviders(
        HoldfastClientOptions options,
        MonotonicClock clock,
        IMeterFactory meters,
        Stack<IAsyncDisposable> parts,
        out List<Provider> providers,
        [NotNullWhen(false)] out string? fault)
    {
        var exchanges = new ExchangeFactory(clock, meters.Create(ResolverMetrics.MeterName));
        parts.Push(new Deferred(exchanges));
        providers = [];
        foreach (var (name, servers) in options.Providers)
        {
            var ways = new List<IExchange>();
            foreach (var server in servers)
            {
                ExchangeAddressFault? wrong = null;
                if (!ExchangeAddress.TryParse(server, out var address, out wrong)
                    || address.NeedsBootstrap
                    || !exchanges.TryCreate(address, out var way, out wrong))
                {
                    fault = $"{name}: {wrong?.ToString() ?? $"'{server}' has no address; allowed: such as tls://{address!.Host}@192.0.2.1"}";
                    return false;
                }

                ways.Add(way);
            }

            if (ways.Count == 0)
            {
                fault = $"{name} has no servers; allowed: at least one";
                return false;
            }

            providers.Add(new Provider(name, ways));
        }

        fault = null;
        return true;
    }

    // The last one made is the first to end: the resolver with its providers, then what they stand on.
    private static async ValueTask DisposeAsync(Stack<IAsyncDisposable> parts)
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private sealed class Deferred(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ProcessMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
