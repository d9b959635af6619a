using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Messages;

/// <summary>The twelve octets that begin every message (RFC 1035 §4.1.1).</summary>
/// <remarks>
/// <code>
///   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
/// |                      ID                       |
/// |QR|   Opcode  |AA|TC|RD|RA|Z |AD|CD|   RCODE   |
/// |                    QDCOUNT                    |
/// |                    ANCOUNT                    |
/// |                    NSCOUNT                    |
/// |                    ARCOUNT                    |
/// </code>
/// </remarks>
/// <param name="Id">Chosen by the client and given back by the server.</param>
/// <param name="RawFlags">The second 16 bits as they stand.</param>
/// <param name="QuestionCount">QDCOUNT.</param>
/// <param name="AnswerCount">ANCOUNT.</param>
/// <param name="AuthorityCount">NSCOUNT.</param>
/// <param name="AdditionalCount">ARCOUNT.</param>
public readonly record struct MessageHeader(
    ushort Id, ushort RawFlags, ushort QuestionCount, ushort AnswerCount, ushort AuthorityCount, ushort AdditionalCount)
{
    /// <summary>The header's length in octets.</summary>
    public const int Octets = 12;

    /// <summary>The flags alone.</summary>
    public MessageFlags Flags => (MessageFlags)RawFlags & MessageFlags.All;

    /// <summary>The opcode alone.</summary>
    public Opcode Opcode => (Opcode)((RawFlags >> 11) & 0xF);

    /// <summary>The low four bits of the response code.</summary>
    public ResponseCode ResponseCode => (ResponseCode)(RawFlags & 0xF);

    /// <summary>Whether QR is set.</summary>
    public bool IsResponse => (Flags & MessageFlags.Response) != 0;

    /// <summary>Whether TC is set.</summary>
    public bool IsTruncated => (Flags & MessageFlags.Truncated) != 0;

    /// <summary>Packs the second 16 bits.</summary>
    public static ushort PackFlags(MessageFlags flags, Opcode opcode, ResponseCode code) =>
        (ushort)((ushort)(flags & MessageFlags.All) | (((int)opcode & 0xF) << 11) | ((int)code & 0xF));

    /// <summary>Reads the header.</summary>
    public static MessageHeader Read(ref WireReader reader) => new(
        reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16());

    /// <summary>Writes the header.</summary>
    public void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Id);
        writer.WriteUInt16(RawFlags);
        writer.WriteUInt16(QuestionCount);
        writer.WriteUInt16(AnswerCount);
        writer.WriteUInt16(AuthorityCount);
        writer.WriteUInt16(AdditionalCount);
    }
}
