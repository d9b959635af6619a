using System.Buffers.Binary;

namespace Holdfast.Server.Listeners.Http2;

/// <summary>The nine octets before a frame's payload (RFC 9113 §4.1).</summary>
/// <param name="Length">The payload's length.</param>
/// <param name="Type">The type, known or not.</param>
/// <param name="Flags">The flags.</param>
/// <param name="StreamId">The stream; 0 for the connection.</param>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    public const int Octets = 9;

    private const int ReservedBit = int.MinValue;

    public static FrameHeader Read(ReadOnlySpan<byte> octets) => new(
        (octets[0] << 16) | (octets[1] << 8) | octets[2],
        (FrameType)octets[3],
        (FrameFlags)octets[4],
        BinaryPrimitives.ReadInt32BigEndian(octets[5..]) & ~ReservedBit);

    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteInt32BigEndian(octets, (Length << 8) | (byte)Type);
        octets[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(octets[5..], StreamId);
    }

    public bool Has(FrameFlags flag) => (Flags & flag) != 0;
}
