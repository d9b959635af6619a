namespace Holdfast.Server.Listeners.Http2;

/// <summary>What a frame's header and padding must be, whatever else goes on (RFC 9113 §4.2, §6). A breach is a fault of the connection.</summary>
internal static class FrameRules
{
    /// <summary>What PRIORITY is, and what HEADERS may begin with (§6.2, §6.3). It means nothing any more (§5.3.2).</summary>
    private const int PriorityOctets = 5;

    private const int NumberOctets = 4;
    private const int PingOctets = 8;
    private const int GoAwayOctets = 8;

    /// <summary>Whether a frame belongs to a stream or to the connection as it must, and has a length that its type may have.</summary>
    public static Http2Error Check(FrameHeader frame) => frame.Type switch
    {
        _ when frame.Length > Http2Limits.FrameOctets => Http2Error.FrameSize,
        FrameType.PushPromise => Http2Error.Protocol, // §8.4
        FrameType.Settings or FrameType.Ping or FrameType.GoAway when frame.StreamId != 0 => Http2Error.Protocol,
        FrameType.Data or FrameType.Headers or FrameType.Priority or FrameType.ResetStream or FrameType.Continuation when frame.StreamId == 0 =>
            Http2Error.Protocol,
        FrameType.Priority when frame.Length != PriorityOctets => Http2Error.FrameSize,
        FrameType.ResetStream or FrameType.WindowUpdate when frame.Length != NumberOctets => Http2Error.FrameSize,
        FrameType.Settings when frame.Has(FrameFlags.Acknowledgement) && frame.Length != 0 => Http2Error.FrameSize,
        FrameType.Ping when frame.Length != PingOctets => Http2Error.FrameSize,
        FrameType.GoAway when frame.Length < GoAwayOctets => Http2Error.FrameSize,
        _ => Http2Error.None,
    };

    /// <summary>Leaves of DATA or HEADERS what counts: not the padding, whose length stands first (§6.1), nor a priority.</summary>
    /// <returns>False when there is less than the padding and the priority take.</returns>
    public static bool TryUnpad(FrameHeader frame, ref ReadOnlySpan<byte> payload)
    {
        var before = frame.Type == FrameType.Headers && frame.Has(FrameFlags.Priority) ? PriorityOctets : 0;
        var padding = 0;
        if (frame.Has(FrameFlags.Padded))
        {
            if (payload.IsEmpty)
            {
                return false;
            }

            padding = payload[0];
            payload = payload[1..];
        }

        if (payload.Length < before + padding)
        {
            return false;
        }

        payload = payload[before..^padding];
        return true;
    }
}
