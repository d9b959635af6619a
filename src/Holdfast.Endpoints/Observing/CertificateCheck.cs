using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Endpoints.Observing;

/// <summary>Judges the certificate of one handshake: valid for the name, and for how many days.</summary>
internal sealed class CertificateCheck(string host, int daysLeft, ImmutableArray<X509Certificate2> trustedRoots, TimeProvider time)
{
    /// <summary>What is wrong with the certificate; null when nothing is, or none was seen.</summary>
    public ProbeResult? Fault { get; private set; }

    /// <summary>How the client presents itself and judges.</summary>
    public SslClientAuthenticationOptions Options => new()
    {
        TargetHost = host,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate as X509Certificate2, chain, errors),
    };

    // Revocation would ask the network, through DNS, while DNS may be what fails.
    private static X509ChainPolicy Policy() => new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

    private bool Accept(X509Certificate2? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is null || (errors != SslPolicyErrors.None && !IsTrustedByOwnRoots(certificate, presented, errors)))
        {
            Fault = new ProbeResult(ProbeOutcome.WrongCertificate, $"certificate not valid for {host}: {errors}");
            return false;
        }

        var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        if (left < TimeSpan.FromDays(daysLeft))
        {
            Fault = new ProbeResult(ProbeOutcome.ExpiringCertificate, string.Create(CultureInfo.InvariantCulture, $"certificate valid for {left.TotalDays:0.0} days, {daysLeft} are asked for"));
            return false;
        }

        return true;
    }

    private bool IsTrustedByOwnRoots(X509Certificate2 certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || trustedRoots.IsEmpty)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = Policy() };
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trustedRoots.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(presented?.ChainPolicy.ExtraStore ?? new X509Certificate2Collection());
        return chain.Build(certificate);
    }
}
