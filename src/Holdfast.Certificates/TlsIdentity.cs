using System.Net.Security;
using System.Security.Authentication;

namespace Holdfast.Certificates;

/// <summary>What TLS handshakes are made with: one set of options for each certificate, so that sessions can be resumed.</summary>
/// <param name="certificates">Whose certificate is current.</param>
/// <param name="protocols">What is agreed to by ALPN (RFC 7301), best first.</param>
public sealed class TlsIdentity(CertificateStore certificates, params SslApplicationProtocol[] protocols)
{
    private SslServerAuthenticationOptions? _options;

    /// <summary>Options with the current certificate.</summary>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            var context = certificates.Current;
            var options = Volatile.Read(ref _options);
            if (options?.ServerCertificateContext != context)
            {
                options = new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = context,
                    ApplicationProtocols = [.. protocols],
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, // RFC 8310 §9, RFC 9325 §3.1
                    AllowRenegotiation = false,
                };
                Volatile.Write(ref _options, options);
            }

            return options;
        }
    }
}
