using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>Whom the other side of a TLS connection must prove to be (RFC 8310 §8: strict, by name or by key).</summary>
internal sealed class ServerIdentity(string host, ImmutableArray<SpkiPin> pins, X509Certificate2Collection? trusted, bool verify)
{
    /// <summary>Options for connections that speak one of some protocols inside (ALPN).</summary>
    public SslClientAuthenticationOptions ToOptions(List<SslApplicationProtocol> protocols) => new()
    {
        TargetHost = host,
        ApplicationProtocols = protocols,
        EnabledSslProtocols = SslProtocols.None, // the system's policy decides

        // Neither revocation lists nor missing issuers are fetched: that would need the names this connection is to resolve.
        CertificateChainPolicy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },

        // Throwing is the one way to say why: false alone becomes "rejected by the callback".
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            WhyNot(certificate as X509Certificate2, chain, errors) is not { } why ? true : throw new AuthenticationException(why),
    };

    /// <summary>What to tell people of a handshake that failed: the innermost reason.</summary>
    public static string Reason(Exception failed) => failed.InnerException is { } inner ? Reason(inner) : failed.Message;

    // Null when the certificate proves the identity.
    private string? WhyNot(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!verify)
        {
            return null;
        }

        if (certificate is null)
        {
            return "the server showed no certificate";
        }

        if (!pins.IsEmpty)
        {
            var pin = SpkiPin.Of(certificate);
            return pins.Contains(pin) ? null : $"the server's key {pin} is not one of the pinned";
        }

        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            return $"the certificate is not for {host}: {certificate.Subject}";
        }

        return errors == SslPolicyErrors.None || LeadsToTrusted(certificate, chain)
            ? null
            : $"the certificate is not trusted: {Describe(chain)}";
    }

    private bool LeadsToTrusted(X509Certificate2 certificate, X509Chain? sent)
    {
        if (trusted is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }

    private static string Describe(X509Chain? chain) =>
        chain is { ChainStatus: { Length: > 0 } status } ? string.Join("; ", status.Select(one => one.StatusInformation.Trim())) : "no chain";
}
