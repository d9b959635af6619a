using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Records;

/// <summary>A public key of a zone (RFC 4034 §2.1).</summary>
/// <remarks>
/// <code>
/// |                    FLAGS                    |  16 bits
/// |                   PROTOCOL                  |  8 bits
/// |                  ALGORITHM                  |  8 bits
/// /                  PUBLIC KEY                 /  octets, to the end
/// </code>
/// </remarks>
public abstract class ZoneKey(ushort flags, byte protocol, byte algorithm, ReadOnlyMemory<byte> publicKey) : RecordData
{
    /// <summary>256 for a zone key, 1 for a secure entry point, 128 for a revoked one.</summary>
    public ushort Flags { get; } = flags;

    /// <summary>Always 3.</summary>
    public byte Protocol { get; } = protocol;

    /// <summary>The algorithm; 0 in CDNSKEY asks for no DS (RFC 8078 §4).</summary>
    public byte Algorithm { get; } = algorithm;

    /// <summary>The key, laid out as its algorithm wants.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; } = publicKey;

    /// <inheritdoc/>
    public sealed override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Flags);
        writer.WriteUInt8(Protocol);
        writer.WriteUInt8(Algorithm);
        writer.WriteOctets(PublicKey.Span);
    }

    /// <inheritdoc/>
    public sealed override void Format(PresentationWriter text) =>
        text.Number(Flags).Number(Protocol).Number(Algorithm).Base64(PublicKey.Span);
}
