using System.Net.Security;
using System.Security.Authentication;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>Opens TLS connections for DNS (RFC 7858), ALPN "dot".</summary>
internal sealed class TlsOpener(IStreamOpener tcp, ServerIdentity identity) : IStreamOpener
{
    private static readonly SslApplicationProtocol _dot = new("dot");

    public async Task<OpenedStream> OpenAsync(CancellationToken cancellationToken)
    {
        var opened = await tcp.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (opened.Stream is null)
        {
            return opened;
        }

        string? refusal = null;
        var tls = new SslStream(opened.Stream);
        try
        {
            var options = identity.ToOptions(_dot, why => refusal = why);
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return new(tls, ExchangeOutcome.Answered);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            return new(null, ExchangeOutcome.TlsFailed, refusal ?? failed.InnerException?.Message ?? failed.Message);
        }
        catch (OperationCanceledException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            return new(null, ExchangeOutcome.TimedOut, "the TLS handshake timed out");
        }
    }
}
