using System.Net.Security;
using System.Net.Sockets;
using Holdfast.Certificates;
using Holdfast.Resolver.Exchanges;

namespace Holdfast.Server.Listeners;

/// <summary>TLS with whatever certificate is current, for DNS over TLS (RFC 7858) and over HTTPS (RFC 8484).</summary>
internal sealed class TlsSecurity : IStreamSecurity
{
    private readonly TlsIdentity _identity;

    private TlsSecurity(Transport transport, CertificateStore certificates, params SslApplicationProtocol[] protocols)
    {
        Transport = transport;
        _identity = new TlsIdentity(certificates, protocols);
    }

    /// <inheritdoc/>
    public Transport Transport { get; }

    /// <summary>For DNS over TLS. RFC 7858 registered "dot"; clients that offer nothing are served all the same.</summary>
    public static TlsSecurity ForDns(CertificateStore certificates) => new(Transport.Tls, certificates, new SslApplicationProtocol("dot"));

    /// <summary>For HTTP/2 and HTTP/1.1, which clients that offer nothing are taken to speak (RFC 9113 §3.2).</summary>
    public static TlsSecurity ForHttp(CertificateStore certificates) =>
        new(Transport.Https, certificates, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11);

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
