using Holdfast.Wire.Messages;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>What an upstream is about to send: each fault that applies hands on a changed one.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Zone">The truth, for faults that need its SOA.</param>
/// <param name="OverUdp">Whether size matters.</param>
/// <param name="Response">The response; null for silence.</param>
/// <param name="Delay">How long it is kept back.</param>
/// <param name="Garbage">Octets to send in its place; null for none.</param>
public sealed record UpstreamReply(
    Message Query, ZoneModel Zone, bool OverUdp, Message? Response, TimeSpan Delay = default, byte[]? Garbage = null)
{
    /// <summary>The octets to send; null for silence.</summary>
    public byte[]? ToOctets() => Response is null ? null : Garbage ?? Response.ToOctets();
}
