using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A signature over a set of records (RFC 4034 §3.1).</summary>
/// <remarks>
/// <code>
/// |                 TYPE COVERED                |  16 bits
/// |                  ALGORITHM                  |  8 bits
/// |                    LABELS                   |  8 bits
/// |                 ORIGINAL TTL                |  32 bits, seconds
/// |             SIGNATURE EXPIRATION            |  32 bits, seconds since 1970
/// |             SIGNATURE INCEPTION             |  32 bits, seconds since 1970
/// |                   KEY TAG                   |  16 bits
/// /                SIGNER'S NAME                /  a name, never compressed
/// /                  SIGNATURE                  /  octets, to the end
/// </code>
/// </remarks>
public sealed class RrsigData(
    RecordType typeCovered,
    byte algorithm,
    byte labels,
    uint originalTtl,
    uint expiration,
    uint inception,
    ushort keyTag,
    DomainName signer,
    ReadOnlyMemory<byte> signature) : RecordData
{
    /// <summary>The type of the records that are signed.</summary>
    public RecordType TypeCovered { get; } = typeCovered;

    /// <summary>The algorithm of the key.</summary>
    public byte Algorithm { get; } = algorithm;

    /// <summary>How many labels the owner has, the root and a leading asterisk not counted.</summary>
    public byte Labels { get; } = labels;

    /// <summary>The TTL in the zone, in seconds.</summary>
    public uint OriginalTtl { get; } = originalTtl;

    /// <summary>From when the signature is no longer valid: seconds since 1970, compared by RFC 1982.</summary>
    public uint Expiration { get; } = expiration;

    /// <summary>From when it is valid: seconds since 1970, compared by RFC 1982.</summary>
    public uint Inception { get; } = inception;

    /// <summary>The tag of the key (RFC 4034 appendix B).</summary>
    public ushort KeyTag { get; } = keyTag;

    /// <summary>The zone of the key.</summary>
    public DomainName Signer { get; } = signer;

    /// <summary>The signature.</summary>
    public ReadOnlyMemory<byte> Signature { get; } = signature;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.RRSIG;

    /// <summary>Reads the data.</summary>
    public static RrsigData Read(ref WireReader reader) => new(
        (RecordType)reader.ReadUInt16(),
        reader.ReadUInt8(),
        reader.ReadUInt8(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt16(),
        reader.ReadUncompressedName(),
        reader.ReadRemaining().ToArray());

    internal static RrsigData Parse(ref PresentationReader text) => new(
        text.Type(),
        text.Algorithm(),
        text.UInt8(),
        text.Period(),
        text.Moment(),
        text.Moment(),
        text.UInt16(),
        text.Name(),
        text.Base64());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16((ushort)TypeCovered);
        writer.WriteUInt8(Algorithm);
        writer.WriteUInt8(Labels);
        writer.WriteUInt32(OriginalTtl);
        writer.WriteUInt32(Expiration);
        writer.WriteUInt32(Inception);
        writer.WriteUInt16(KeyTag);
        writer.WriteUncompressedName(Signer);
        writer.WriteOctets(Signature.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text
        .Field(TypeCovered.ToText()).Number(Algorithm).Number(Labels).Number(OriginalTtl).Moment(Expiration)
        .Moment(Inception).Number(KeyTag).Name(Signer).Base64(Signature.Span);
}
