using System.Net.Security;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;

namespace Holdfast.Server.Listeners;

/// <summary>DNS over TLS (RFC 7858), with whatever certificate is current.</summary>
internal sealed class TlsSecurity(CertificateStore certificates) : IStreamSecurity
{
    // RFC 7858 registered "dot"; clients that offer nothing are served all the same.
    private static readonly SslApplicationProtocol _dot = new("dot");

    private readonly TlsIdentity _identity = new(certificates, [_dot]);

    /// <inheritdoc/>
    public Transport Transport => Transport.Tls;

    /// <inheritdoc/>
    public async ValueTask<Stream> SecureAsync(NetworkStream connection, CancellationToken cancellationToken)
    {
        var stream = new SslStream(connection, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsServerAsync(_identity.Current, cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
