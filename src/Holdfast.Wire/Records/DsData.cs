using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A digest of the child's key, in the parent zone (RFC 4034 §5).</summary>
public sealed class DsData(ushort keyTag, byte algorithm, byte digestType, ReadOnlyMemory<byte> digest)
    : DelegationSigner(keyTag, algorithm, digestType, digest)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.DS;

    /// <summary>Reads the data.</summary>
    public static DsData Read(ref WireReader reader) =>
        new(reader.ReadUInt16(), reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadRemaining().ToArray());

    internal static DsData Parse(ref PresentationReader text) =>
        new(text.UInt16(), text.Algorithm(), text.UInt8(), text.Hex());
}
