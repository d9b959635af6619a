using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>An OpenPGP public key of a mailbox (RFC 7929 §2.1).</summary>
/// <remarks>
/// <code>
/// /                  PUBLIC KEY                 /  octets, to the end
/// </code>
/// </remarks>
public sealed class OpenpgpkeyData(ReadOnlyMemory<byte> publicKey) : RecordData
{
    /// <summary>A transferable public key (RFC 4880 §11.1).</summary>
    public ReadOnlyMemory<byte> PublicKey { get; } = publicKey;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.OPENPGPKEY;

    /// <summary>Reads the data.</summary>
    public static OpenpgpkeyData Read(ref WireReader reader) => new(reader.ReadRemaining().ToArray());

    internal static OpenpgpkeyData Parse(ref PresentationReader text) => new(text.Base64());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteOctets(PublicKey.Span);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Base64(PublicKey.Span);
}
