using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>Proofs over real sockets: a TCP connection, or a TLS handshake with a certificate that is valid for the name.</summary>
/// <param name="time">Where timeouts come from.</param>
/// <param name="trustedRoots">Certificates that are trusted besides the system's.</param>
public sealed class SocketProver(TimeProvider time, ImmutableArray<X509Certificate2> trustedRoots = default) : IProver
{
    private readonly X509Certificate2Collection _roots = [.. trustedRoots.IsDefault ? [] : trustedRoots];

    /// <inheritdoc/>
    public async ValueTask<ProofResult> ProveAsync(
        IPAddress address, Proof proof, DomainName name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(name);
        using var expiry = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        var connected = false;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(address, proof.Port), either.Token);
            connected = true;
            if (proof.Kind == ProofKind.Tcp)
            {
                return new ProofResult(ProofOutcome.Alive);
            }

            return await HandshakeAsync(socket, proof.ServerName ?? name, either.Token);
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested
                ? new ProofResult(ProofOutcome.Cancelled, "stopping")
                : new ProofResult(ProofOutcome.TimedOut, $"nothing in {timeout.TotalMilliseconds:0} ms");
        }
        catch (SocketException fault)
        {
            return new ProofResult(OutcomeOf(fault.SocketErrorCode), fault.SocketErrorCode.ToString());
        }
        catch (IOException fault) when (connected)
        {
            return fault.InnerException is SocketException inner
                ? new ProofResult(OutcomeOf(inner.SocketErrorCode), inner.SocketErrorCode.ToString())
                : new ProofResult(ProofOutcome.TlsFailed, fault.Message);
        }
    }

    private async ValueTask<ProofResult> HandshakeAsync(Socket socket, DomainName name, CancellationToken cancellationToken)
    {
        // The final dot is no part of a name in a certificate or in SNI (RFC 6066 §3).
        var host = name.ToString().TrimEnd('.');
        var why = "";
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                IsValid(certificate as X509Certificate2, chain, errors, out why),
        };
        using var stream = new NetworkStream(socket, ownsSocket: false);
        using var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return new ProofResult(ProofOutcome.Alive);
        }
        catch (AuthenticationException fault)
        {
            return why.Length > 0
                ? new ProofResult(ProofOutcome.WrongCertificate, $"not valid for {host}: {why}")
                : new ProofResult(ProofOutcome.TlsFailed, fault.InnerException?.Message ?? fault.Message);
        }
    }

    // DNS fails when proofs are needed: nothing about a certificate may be looked up on the network.
    private static X509ChainPolicy Policy() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    private bool IsValid(X509Certificate2? certificate, X509Chain? presented, SslPolicyErrors errors, out string why)
    {
        why = errors.ToString();
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null || _roots.Count == 0)
        {
            return false;
        }

        var policy = Policy();
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_roots);
        if (presented is not null)
        {
            policy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        using var chain = new X509Chain { ChainPolicy = policy };
        return chain.Build(certificate);
    }

    private static ProofOutcome OutcomeOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => ProofOutcome.Refused,
        SocketError.TimedOut => ProofOutcome.TimedOut,
        _ => ProofOutcome.Unreachable,
    };
}
