using System.Buffers.Binary;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>Appends frames to a buffer that goes out in one write. Hot path: no allocation.</summary>
/// <param name="buffer">Where to; <see cref="Http2Limits.OutputOctets"/> long.</param>
internal struct FrameWriter(byte[] buffer)
{
    /// <summary>How many octets there are to send.</summary>
    public int Length { get; private set; }

    /// <summary>What may still be written.</summary>
    public readonly Span<byte> Room => buffer.AsSpan(Length);

    /// <summary>Counts octets that were put into <see cref="Room"/>.</summary>
    public void Advance(int octets) => Length += octets;

    /// <summary>Begins a frame; its payload is to be put into <see cref="Room"/>.</summary>
    public void Begin(int length, FrameType type, FrameFlags flags, int streamId)
    {
        new FrameHeader(length, type, flags, streamId).Write(Room);
        Length += FrameHeader.Octets;
    }

    /// <summary>A whole frame.</summary>
    public void Frame(FrameType type, FrameFlags flags, int streamId, ReadOnlySpan<byte> payload)
    {
        Begin(payload.Length, type, flags, streamId);
        payload.CopyTo(Room);
        Length += payload.Length;
    }

    /// <summary>RST_STREAM (RFC 9113 §6.4).</summary>
    public void Reset(int streamId, Http2Error error) => Number(FrameType.ResetStream, streamId, (uint)error);

    /// <summary>WINDOW_UPDATE (RFC 9113 §6.9).</summary>
    public void WindowUpdate(int streamId, int octets) => Number(FrameType.WindowUpdate, streamId, (uint)octets);

    /// <summary>GOAWAY (RFC 9113 §6.8).</summary>
    public void GoAway(int lastStreamId, Http2Error error)
    {
        Begin(2 * sizeof(uint), FrameType.GoAway, FrameFlags.None, 0);
        BinaryPrimitives.WriteInt32BigEndian(Room, lastStreamId);
        BinaryPrimitives.WriteUInt32BigEndian(Room[sizeof(uint)..], (uint)error);
        Length += 2 * sizeof(uint);
    }

    /// <summary>Our SETTINGS: where we differ from the defaults (RFC 9113 §6.5.2).</summary>
    public void Settings(int concurrentStreams)
    {
        Begin(2 * Http2Settings.EntryOctets, FrameType.Settings, FrameFlags.None, 0);
        Setting(Http2Settings.MaxConcurrentStreams, concurrentStreams);
        Setting(Http2Settings.MaxHeaderListSize, Http2Limits.HeaderListOctets);
    }

    private void Setting(ushort id, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Room, id);
        BinaryPrimitives.WriteInt32BigEndian(Room[sizeof(ushort)..], value);
        Length += Http2Settings.EntryOctets;
    }

    private void Number(FrameType type, int streamId, uint number)
    {
        Begin(sizeof(uint), type, FrameFlags.None, streamId);
        BinaryPrimitives.WriteUInt32BigEndian(Room, number);
        Length += sizeof(uint);
    }
}
