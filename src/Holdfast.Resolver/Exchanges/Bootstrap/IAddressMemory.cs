using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;

namespace Holdfast.Resolver.Exchanges.Bootstrap;

/// <summary>Remembers where servers were, so that they are found again while nobody can say. Safe for any number of callers.</summary>
public interface IAddressMemory
{
    /// <summary>The last known addresses of a host; empty when there are none.</summary>
    ImmutableArray<IPAddress> Recall(string host);

    /// <summary>Notes the addresses of a host. Must not wait for a disk.</summary>
    void Remember(string host, ImmutableArray<IPAddress> addresses);
}

/// <summary>Remembers until the process ends.</summary>
public sealed class AddressMemory : IAddressMemory
{
    private readonly ConcurrentDictionary<string, ImmutableArray<IPAddress>> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ImmutableArray<IPAddress> Recall(string host) => _known.TryGetValue(host, out var addresses) ? addresses : [];

    /// <inheritdoc/>
    public void Remember(string host, ImmutableArray<IPAddress> addresses) => _known[host] = addresses;
}
