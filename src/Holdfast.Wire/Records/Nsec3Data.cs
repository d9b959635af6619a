using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>The next hashed name of the zone, and which types this one has (RFC 5155 §3.2).</summary>
/// <remarks>
/// <code>
/// |                  HASH ALG.                  |  8 bits
/// |                    FLAGS                    |  8 bits
/// |                  ITERATIONS                 |  16 bits
/// /                     SALT                    /  a length octet and octets
/// /            NEXT HASHED OWNER NAME           /  a length octet and octets, at least one
/// /                TYPE BIT MAPS                /  windows of types (RFC 4034 §4.1.2)
/// </code>
/// </remarks>
public sealed class Nsec3Data(
    byte hashAlgorithm,
    byte flags,
    ushort iterations,
    ReadOnlyMemory<byte> salt,
    ReadOnlyMemory<byte> nextHash,
    TypeBitmap types) : RecordData
{
    /// <summary>1 for SHA-1, the only one.</summary>
    public byte HashAlgorithm { get; } = hashAlgorithm;

    /// <summary>1 for opt-out.</summary>
    public byte Flags { get; } = flags;

    /// <summary>How often the hash is repeated; should be 0 (RFC 9276).</summary>
    public ushort Iterations { get; } = iterations;

    /// <summary>What is hashed with the name; should be empty (RFC 9276).</summary>
    public ReadOnlyMemory<byte> Salt { get; } = CharacterString.Checked(salt);

    /// <summary>The next hash that exists.</summary>
    public ReadOnlyMemory<byte> NextHash { get; } = CharacterString.Checked(nextHash);

    /// <summary>The types that exist at the owner.</summary>
    public TypeBitmap Types { get; } = types;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.NSEC3;

    /// <summary>Reads the data.</summary>
    public static Nsec3Data Read(ref WireReader reader)
    {
        var data = new Nsec3Data(
            reader.ReadUInt8(),
            reader.ReadUInt8(),
            reader.ReadUInt16(),
            reader.ReadCharacterString().ToArray(),
            reader.ReadCharacterString().ToArray(),
            TypeBitmap.Read(ref reader));
        if (data.NextHash.IsEmpty)
        {
            reader.Fail(WireFault.BadValue);
        }

        return data;
    }

    internal static Nsec3Data Parse(ref PresentationReader text) =>
        new(text.UInt8(), text.UInt8(), text.UInt16(), text.Salt(), text.Base32Hex(), TypeBitmap.Parse(ref text));

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt8(HashAlgorithm);
        writer.WriteUInt8(Flags);
        writer.WriteUInt16(Iterations);
        writer.WriteCharacterString(Salt.Span);
        writer.WriteCharacterString(NextHash.Span);
        Types.Write(ref writer);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Number(HashAlgorithm).Number(Flags).Number(Iterations).Salt(Salt.Span).Base32Hex(NextHash.Span);
        Types.Format(text);
    }
}
