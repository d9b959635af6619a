using Holdfast.Resolver.Exchanges;

namespace Holdfast.Server.Pipeline;

/// <summary>Who asks, how, and since when.</summary>
/// <param name="Address">Where the query came from.</param>
/// <param name="Transport">How it came.</param>
/// <param name="ReceivedAt">When it came, on the server's monotonic clock; one moment serves a whole batch.</param>
/// <param name="IdleTimeout">How long a connection may stay idle, told by EDNS keepalive (RFC 7828); zero over UDP.</param>
internal readonly record struct ClientInfo(
    ClientAddress Address, Transport Transport, TimeSpan ReceivedAt, TimeSpan IdleTimeout = default)
{
    /// <summary>Whether the transport hides the content, so that padding makes sense (RFC 8467).</summary>
    public bool IsEncrypted => Transport is Transport.Tls or Transport.Https;
}
