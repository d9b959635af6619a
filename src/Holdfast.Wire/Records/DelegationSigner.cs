using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Records;

/// <summary>A digest of a zone's key (RFC 4034 §5.1).</summary>
/// <remarks>
/// <code>
/// |                   KEY TAG                   |  16 bits
/// |                  ALGORITHM                  |  8 bits
/// |                 DIGEST TYPE                 |  8 bits
/// /                    DIGEST                   /  octets, to the end
/// </code>
/// </remarks>
public abstract class DelegationSigner(
    ushort keyTag, byte algorithm, byte digestType, ReadOnlyMemory<byte> digest) : RecordData
{
    /// <summary>The tag of the key it stands for (RFC 4034 appendix B).</summary>
    public ushort KeyTag { get; } = keyTag;

    /// <summary>The algorithm of that key.</summary>
    public byte Algorithm { get; } = algorithm;

    /// <summary>How the digest was made.</summary>
    public byte DigestType { get; } = digestType;

    /// <summary>The digest of owner and key.</summary>
    public ReadOnlyMemory<byte> Digest { get; } = digest;

    /// <inheritdoc/>
    public sealed override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(KeyTag);
        writer.WriteUInt8(Algorithm);
        writer.WriteUInt8(DigestType);
        writer.WriteOctets(Digest.Span);
    }

    /// <inheritdoc/>
    public sealed override void Format(PresentationWriter text) =>
        text.Number(KeyTag).Number(Algorithm).Number(DigestType).Hex(Digest.Span);
}
