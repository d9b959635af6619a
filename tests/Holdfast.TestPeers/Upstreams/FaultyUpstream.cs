using System.Net;
using System.Net.Sockets;
using Holdfast.TestPeers.Certificates;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>
/// An upstream server on loopback, over UDP, TCP and (with a certificate) TLS, that goes wrong in the ways it is told to.
/// One port for UDP and TCP; all answers come from one <see cref="FaultyAuthority"/>.
/// </summary>
public sealed class FaultyUpstream : IAsyncDisposable
{
    private readonly UdpUpstreamListener _udp;
    private readonly TcpUpstreamListener _tcp;
    private readonly TcpUpstreamListener? _tls;

    private FaultyUpstream(FaultyAuthority authority, int port, TestCertificate? certificate)
    {
        Authority = authority;
        _tcp = new TcpUpstreamListener(authority, port, null);
        try
        {
            _udp = new UdpUpstreamListener(authority, _tcp.EndPoint);
        }
        catch (SocketException)
        {
            _tcp.Dispose();
            throw;
        }

        _tls = certificate is null ? null : new TcpUpstreamListener(authority, 0, certificate);
    }

    /// <summary>Zone, faults and counts.</summary>
    public FaultyAuthority Authority { get; }

    /// <summary>Where it listens for UDP and TCP.</summary>
    public IPEndPoint EndPoint => _tcp.EndPoint;

    /// <summary>Where it listens for TLS.</summary>
    public IPEndPoint TlsEndPoint => _tls?.EndPoint ?? throw new InvalidOperationException("It was started without a certificate.");

    /// <summary>Starts one on a port that is free.</summary>
    public static FaultyUpstream Start(ZoneModel zone, TestCertificate? certificate = null, int port = 0)
    {
        const int Attempts = 16;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FaultyUpstream(new FaultyAuthority(zone), port, certificate);
            }
            catch (SocketException) when (port == 0 && attempt < Attempts)
            {
                // The port that TCP got is taken for UDP.
            }
        }
    }

    /// <summary>Sets faults by lines, such as <c>nodata name=guarded.test.</c>; none for health.</summary>
    public void Set(params string[] faults) => Authority.Set(faults);

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        _tls?.Dispose();
        await _udp.DisposeAsync();
    }
}
