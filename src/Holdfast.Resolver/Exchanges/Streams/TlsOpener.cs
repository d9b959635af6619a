using System.Net.Security;
using System.Security.Authentication;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>Opens TLS connections for DNS (RFC 7858), ALPN "dot".</summary>
internal sealed class TlsOpener(IStreamOpener tcp, ServerIdentity identity) : IStreamOpener
{
    private readonly SslClientAuthenticationOptions _options = identity.ToOptions([new SslApplicationProtocol("dot")]);

    public async Task<OpenedStream> OpenAsync(CancellationToken cancellationToken)
    {
        var opened = await tcp.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (opened.Stream is null)
        {
            return opened;
        }

        var tls = new SslStream(opened.Stream);
        try
        {
            await tls.AuthenticateAsClientAsync(_options, cancellationToken).ConfigureAwait(false);
            return new(tls, ExchangeOutcome.Answered);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            return new(null, ExchangeOutcome.TlsFailed, ServerIdentity.Reason(failed));
        }
        catch (OperationCanceledException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            return new(null, ExchangeOutcome.TimedOut, "the TLS handshake timed out");
        }
    }
}
