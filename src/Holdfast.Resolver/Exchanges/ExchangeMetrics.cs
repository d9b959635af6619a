using System.Diagnostics.Metrics;

namespace Holdfast.Resolver.Exchanges;

/// <summary>What the exchanges count.</summary>
/// <param name="meter">The resolver's meter.</param>
internal sealed class ExchangeMetrics(Meter meter)
{
    /// <summary>UDP datagrams that answered nothing.</summary>
    public Counter<long> DatagramsIgnored { get; } = meter.CreateCounter<long>(
        "holdfast.exchange.udp.ignored", "{datagram}", "Datagrams that answered no query: late, forged or damaged.");

    /// <summary>UDP queries sent a second time.</summary>
    public Counter<long> UdpResent { get; } = meter.CreateCounter<long>(
        "holdfast.exchange.udp.resent", "{query}", "UDP queries sent a second time.");

    /// <summary>UDP answers that were truncated and asked for again over TCP.</summary>
    public Counter<long> UdpTruncated { get; } = meter.CreateCounter<long>(
        "holdfast.exchange.udp.truncated", "{answer}", "Truncated UDP answers asked for again over TCP.");

    /// <summary>UDP sockets opened.</summary>
    public Counter<long> UdpSocketsOpened { get; } = meter.CreateCounter<long>(
        "holdfast.exchange.udp.sockets", "{socket}", "UDP sockets opened, each on a random port.");

    /// <summary>TCP and TLS connections opened.</summary>
    public Counter<long> ConnectionsOpened { get; } = meter.CreateCounter<long>(
        "holdfast.exchange.connections", "{connection}", "TCP and TLS connections opened.");

    /// <summary>Queries turned away because a limit was reached.</summary>
    public Counter<long> Overloaded { get; } = meter.CreateCounter<long>(
        "holdfast.exchange.overloaded", "{query}", "Queries turned away because an exchange's limit was reached.");
}
