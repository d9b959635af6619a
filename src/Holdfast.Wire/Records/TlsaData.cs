using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Which certificate a TLS server of this name and port shows (RFC 6698).</summary>
public sealed class TlsaData(byte usage, byte selector, byte matching, ReadOnlyMemory<byte> association)
    : CertificateAssociation(usage, selector, matching, association)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.TLSA;

    /// <summary>Reads the data.</summary>
    public static TlsaData Read(ref WireReader reader) =>
        new(reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadRemaining().ToArray());

    internal static TlsaData Parse(ref PresentationReader text) =>
        new(text.UInt8(), text.UInt8(), text.UInt8(), text.Hex());
}
