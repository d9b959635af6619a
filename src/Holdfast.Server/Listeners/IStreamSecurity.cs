using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;

namespace Holdfast.Server.Listeners;

/// <summary>What stands between a TCP connection and the queries on it.</summary>
internal interface IStreamSecurity
{
    /// <summary>What clients call the whole.</summary>
    Transport Transport { get; }

    /// <summary>Makes a connection ready for queries.</summary>
    /// <param name="connection">The connection, just accepted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where to read queries and write responses; disposed by the caller.</returns>
    ValueTask<Stream> SecureAsync(NetworkStream connection, CancellationToken cancellationToken);
}
