using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>The key that the child wants its DS made of (RFC 7344 §3.2).</summary>
public sealed class CdnskeyData(ushort flags, byte protocol, byte algorithm, ReadOnlyMemory<byte> publicKey)
    : ZoneKey(flags, protocol, algorithm, publicKey)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.CDNSKEY;

    /// <summary>Reads the data.</summary>
    public static CdnskeyData Read(ref WireReader reader) =>
        new(reader.ReadUInt16(), reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadRemaining().ToArray());

    internal static CdnskeyData Parse(ref PresentationReader text) =>
        new(text.UInt16(), text.UInt8(), text.Algorithm(), text.Base64());
}
