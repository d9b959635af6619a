using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Records;

/// <summary>Which certificate belongs to the owner (RFC 6698 §2.1).</summary>
/// <remarks>
/// <code>
/// |                 CERT. USAGE                 |  8 bits
/// |                   SELECTOR                  |  8 bits
/// |                MATCHING TYPE                |  8 bits
/// /         CERTIFICATE ASSOCIATION DATA        /  octets, to the end
/// </code>
/// </remarks>
public abstract class CertificateAssociation(
    byte usage, byte selector, byte matching, ReadOnlyMemory<byte> association) : RecordData
{
    /// <summary>How the association restricts the chain of trust.</summary>
    public byte Usage { get; } = usage;

    /// <summary>0 for the whole certificate, 1 for its public key.</summary>
    public byte Selector { get; } = selector;

    /// <summary>0 for the octets themselves, 1 for SHA-256, 2 for SHA-512.</summary>
    public byte Matching { get; } = matching;

    /// <summary>What the certificate must match.</summary>
    public ReadOnlyMemory<byte> Association { get; } = association;

    /// <inheritdoc/>
    public sealed override void Write(ref WireWriter writer)
    {
        writer.WriteUInt8(Usage);
        writer.WriteUInt8(Selector);
        writer.WriteUInt8(Matching);
        writer.WriteOctets(Association.Span);
    }

    /// <inheritdoc/>
    public sealed override void Format(PresentationWriter text) =>
        text.Number(Usage).Number(Selector).Number(Matching).Hex(Association.Span);
}
