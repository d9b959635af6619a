using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A public key that signs the zone (RFC 4034 §2).</summary>
public sealed class DnskeyData(ushort flags, byte protocol, byte algorithm, ReadOnlyMemory<byte> publicKey)
    : ZoneKey(flags, protocol, algorithm, publicKey)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.DNSKEY;

    /// <summary>Reads the data.</summary>
    public static DnskeyData Read(ref WireReader reader) =>
        new(reader.ReadUInt16(), reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadRemaining().ToArray());

    internal static DnskeyData Parse(ref PresentationReader text) =>
        new(text.UInt16(), text.UInt8(), text.Algorithm(), text.Base64());
}
