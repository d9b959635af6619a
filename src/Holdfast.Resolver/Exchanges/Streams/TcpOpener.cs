using System.Net.Sockets;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>Opens TCP connections.</summary>
internal sealed class TcpOpener(IServerAddresses server, int port, Dialer dialer) : IStreamOpener
{
    public async Task<OpenedStream> OpenAsync(CancellationToken cancellationToken)
    {
        var addresses = await server.FindAsync(cancellationToken).ConfigureAwait(false);
        if (addresses.IsEmpty)
        {
            return new(null, ExchangeOutcome.BootstrapFailed, "the server's own name could not be resolved");
        }

        var dialed = await dialer.DialAsync(addresses, port, cancellationToken).ConfigureAwait(false);
        return dialed.Socket is { } socket
            ? new(new NetworkStream(socket, ownsSocket: true), ExchangeOutcome.Answered)
            : new(null, dialed.Outcome, dialed.Detail);
    }
}
