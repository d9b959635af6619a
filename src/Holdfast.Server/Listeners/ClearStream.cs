using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;

namespace Holdfast.Server.Listeners;

/// <summary>Plain TCP: nothing stands between.</summary>
internal sealed class ClearStream : IStreamSecurity
{
    /// <inheritdoc/>
    public Transport Transport => Transport.Tcp;

    /// <inheritdoc/>
    public ValueTask<Stream> SecureAsync(NetworkStream connection, CancellationToken cancellationToken) => new(connection);
}
