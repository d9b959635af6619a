using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>How the zone hashes names for NSEC3 (RFC 5155 §4.2).</summary>
/// <remarks>
/// <code>
/// |                  HASH ALG.                  |  8 bits
/// |                    FLAGS                    |  8 bits
/// |                  ITERATIONS                 |  16 bits
/// /                     SALT                    /  a length octet and octets
/// </code>
/// </remarks>
public sealed class Nsec3ParamData(
    byte hashAlgorithm, byte flags, ushort iterations, ReadOnlyMemory<byte> salt) : RecordData
{
    /// <summary>1 for SHA-1, the only one.</summary>
    public byte HashAlgorithm { get; } = hashAlgorithm;

    /// <summary>Always 0.</summary>
    public byte Flags { get; } = flags;

    /// <summary>How often the hash is repeated; should be 0 (RFC 9276).</summary>
    public ushort Iterations { get; } = iterations;

    /// <summary>What is hashed with the name; should be empty (RFC 9276).</summary>
    public ReadOnlyMemory<byte> Salt { get; } = CharacterString.Checked(salt);

    /// <inheritdoc/>
    public override RecordType Type => RecordType.NSEC3PARAM;

    /// <summary>Reads the data.</summary>
    public static Nsec3ParamData Read(ref WireReader reader) =>
        new(reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadUInt16(), reader.ReadCharacterString().ToArray());

    internal static Nsec3ParamData Parse(ref PresentationReader text) =>
        new(text.UInt8(), text.UInt8(), text.UInt16(), text.Salt());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt8(HashAlgorithm);
        writer.WriteUInt8(Flags);
        writer.WriteUInt16(Iterations);
        writer.WriteCharacterString(Salt.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) =>
        text.Number(HashAlgorithm).Number(Flags).Number(Iterations).Salt(Salt.Span);
}
