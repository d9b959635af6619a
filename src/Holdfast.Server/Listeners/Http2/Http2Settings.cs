using System.Buffers.Binary;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>What a client wants of us (RFC 9113 §6.5.2), as far as it matters to a server that pushes nothing.</summary>
internal struct Http2Settings()
{
    public const int EntryOctets = 6;
    public const ushort MaxConcurrentStreams = 3;
    public const ushort MaxHeaderListSize = 6;

    private const ushort EnablePush = 2;
    private const ushort InitialWindowSize = 4;
    private const ushort MaxFrameSize = 5;

    private const int DefaultWindowOctets = 65_535;
    private const int MinFrameOctets = 1 << 14;
    private const int MaxFrameOctets = (1 << 24) - 1;

    /// <summary>How much may be sent on a new stream before the client says that it took it.</summary>
    public int WindowOctets { get; private set; } = DefaultWindowOctets;

    /// <summary>Takes a SETTINGS frame's payload; the last value of a setting counts.</summary>
    public Http2Error Take(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % EntryOctets != 0)
        {
            return Http2Error.FrameSize;
        }

        for (; !payload.IsEmpty; payload = payload[EntryOctets..])
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(payload[sizeof(ushort)..]);
            switch (BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case EnablePush when value > 1:
                case MaxFrameSize when value is < MinFrameOctets or > MaxFrameOctets:
                    return Http2Error.Protocol;

                case InitialWindowSize when value > int.MaxValue:
                    return Http2Error.FlowControl;

                case InitialWindowSize:
                    WindowOctets = (int)value;
                    break;
            }
        }

        return Http2Error.None;
    }
}
