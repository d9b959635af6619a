using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Exchanges.Bootstrap;

/// <summary>
/// Finds the addresses of providers that are known by name, without standing on any single provider: all of several
/// servers known by address are asked at once and the first that knows wins; while they hold, its addresses are kept, and
/// after that they are used on when nobody gives better ones.
/// </summary>
/// <param name="servers">Servers to ask, each by literal address, best of independent operators; owned by the caller.</param>
/// <param name="memory">Where addresses are remembered beyond their TTL.</param>
/// <param name="clock">The clock.</param>
public sealed class Bootstrapper(IReadOnlyList<IExchange> servers, IAddressMemory memory, MonotonicClock clock)
{
    /// <summary>How long one search may take.</summary>
    public static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(4);

    /// <summary>How long a caller waits for a search when last known addresses would do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    // TTLs are kept within these: not asked at every connection, nor never again.
    private static readonly TimeSpan _leastTtl = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _mostTtl = TimeSpan.FromHours(6);

    // After a search that failed: the next one may come when this has passed.
    private static readonly TimeSpan _afterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a host; empty when nobody knows any.</summary>
    /// <param name="host">A host name. There are as many as the configuration names.</param>
    /// <param name="cancellationToken">Gives up waiting; a search goes on for others.</param>
    public async ValueTask<ImmutableArray<IPAddress>> FindAsync(string host, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(host, static _ => new Entry());
        Task search;
        bool known;
        lock (entry)
        {
            if (entry.Addresses.IsEmpty)
            {
                entry.Addresses = memory.Recall(host);
            }

            if (clock.Now < entry.SearchAt && entry.Search.IsCompleted)
            {
                return entry.Addresses;
            }

            if (entry.Search.IsCompleted)
            {
                entry.Search = SearchAsync(host, entry);
            }

            (search, known) = (entry.Search, !entry.Addresses.IsEmpty);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var limit = Task.Delay(known ? Patience : SearchLimit, clock.Time, patience.Token);
        await Task.WhenAny(search, limit);
        await patience.CancelAsync();
        lock (entry)
        {
            return entry.Addresses;
        }
    }

    private async Task SearchAsync(string host, Entry entry)
    {
        var found = DomainName.TryParse(host, out var name, out _) ? await RaceAsync(name) : FoundAddresses.None;
        lock (entry)
        {
            entry.SearchAt = clock.Now + (found.Addresses.IsEmpty ? _afterFailure
                : found.Ttl < _leastTtl ? _leastTtl
                : found.Ttl > _mostTtl ? _mostTtl
                : found.Ttl);
            entry.Addresses = found.Addresses.IsEmpty ? entry.Addresses : found.Addresses;
        }

        if (!found.Addresses.IsEmpty)
        {
            memory.Remember(host, found.Addresses);
        }
    }

    private async Task<FoundAddresses> RaceAsync(DomainName name)
    {
        using var stop = new CancellationTokenSource();
        var deadline = clock.In(SearchLimit);
        var running = servers.Select(server => AddressQuestion.AskAsync(server, name, deadline, stop.Token)).ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (await ended is { Addresses.IsEmpty: false } found)
            {
                await stop.CancelAsync();
                await Task.WhenAll(running);
                return found;
            }
        }

        return FoundAddresses.None;
    }

    private sealed class Entry
    {
        public ImmutableArray<IPAddress> Addresses { get; set; } = [];

        public TimeSpan SearchAt { get; set; } = TimeSpan.MinValue;

        public Task Search { get; set; } = Task.CompletedTask;
    }
}

/// <summary>A server whose addresses must be found.</summary>
internal sealed class NamedServer(string host, Bootstrapper bootstrapper) : IServerAddresses
{
    public ValueTask<ImmutableArray<IPAddress>> FindAsync(CancellationToken cancellationToken) =>
        bootstrapper.FindAsync(host, cancellationToken);
}
