using System.Collections.Immutable;
using System.Net;

namespace Holdfast.Resolver.Exchanges;

/// <summary>Knows where a server is.</summary>
internal interface IServerAddresses
{
    /// <summary>The server's addresses, best first; empty when they cannot be found.</summary>
    ValueTask<ImmutableArray<IPAddress>> FindAsync(CancellationToken cancellationToken);
}

/// <summary>A server whose addresses are written in the configuration.</summary>
internal sealed class LiteralAddresses(ImmutableArray<IPAddress> addresses) : IServerAddresses
{
    public ValueTask<ImmutableArray<IPAddress>> FindAsync(CancellationToken cancellationToken) => new(addresses);
}
