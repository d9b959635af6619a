using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Which certificate signs mail from this mailbox (RFC 8162).</summary>
public sealed class SmimeaData(byte usage, byte selector, byte matching, ReadOnlyMemory<byte> association)
    : CertificateAssociation(usage, selector, matching, association)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.SMIMEA;

    /// <summary>Reads the data.</summary>
    public static SmimeaData Read(ref WireReader reader) =>
        new(reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadRemaining().ToArray());

    internal static SmimeaData Parse(ref PresentationReader text) =>
        new(text.UInt8(), text.UInt8(), text.UInt8(), text.Hex());
}
