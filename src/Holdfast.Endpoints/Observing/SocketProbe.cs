using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Observing;

/// <summary>Probes over real sockets. Each opens a connection of its own: an old one would hide that new ones fail.</summary>
/// <param name="time">What certificates' days are counted by.</param>
/// <param name="trustedRoots">Certificates that are trusted besides the system's.</param>
public sealed class SocketProbe(TimeProvider time, ImmutableArray<X509Certificate2> trustedRoots = default) : IProbe
{
    private readonly ImmutableArray<X509Certificate2> _roots = trustedRoots.IsDefault ? [] : trustedRoots;

    /// <inheritdoc/>
    public async ValueTask<ProbeResult> ProbeAsync(IPAddress address, ProbeOptions probe, DomainName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(name);
        // The final dot is no part of a name in a certificate, in SNI or in a Host field (RFC 6066 §3).
        var host = name.ToString().TrimEnd('.');
        CertificateCheck? certificate = probe.Target.Kind is ProbeKind.Tls or ProbeKind.Https ? new(probe.Target.ServerName ?? host, probe.DaysLeft, _roots, time) : null;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(address, probe.Target.Port), cancellationToken);
            if (probe.Target.Kind == ProbeKind.Tcp)
            {
                return new ProbeResult(ProbeOutcome.Healthy);
            }

            using var plain = new NetworkStream(socket, ownsSocket: false);
            if (certificate is null)
            {
                return await HttpExchange.AskAsync(plain, probe, host, cancellationToken);
            }

            using var tls = new SslStream(plain);
            await tls.AuthenticateAsClientAsync(certificate.Options, cancellationToken);
            return probe.Target.Kind == ProbeKind.Tls ? new ProbeResult(ProbeOutcome.Healthy) : await HttpExchange.AskAsync(tls, probe, host, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new ProbeResult(ProbeOutcome.TimedOut);
        }
        catch (SocketException fault)
        {
            return Failed(fault);
        }
        catch (AuthenticationException fault)
        {
            return certificate?.Fault ?? new ProbeResult(ProbeOutcome.TlsFailed, fault.InnerException?.Message ?? fault.Message);
        }
        catch (IOException fault)
        {
            return fault.InnerException is SocketException inner ? Failed(inner) : new ProbeResult(ProbeOutcome.HttpFailed, fault.Message);
        }
    }

    private static ProbeResult Failed(SocketException fault) => new(
        fault.SocketErrorCode switch
        {
            SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => ProbeOutcome.Refused,
            SocketError.TimedOut => ProbeOutcome.TimedOut,
            _ => ProbeOutcome.Unreachable,
        },
        fault.SocketErrorCode.ToString());
}
