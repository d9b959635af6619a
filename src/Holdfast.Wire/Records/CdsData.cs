using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>What the child wants its DS to be; algorithm 0 asks for none (RFC 7344 §3.1, RFC 8078 §4).</summary>
public sealed class CdsData(ushort keyTag, byte algorithm, byte digestType, ReadOnlyMemory<byte> digest)
    : DelegationSigner(keyTag, algorithm, digestType, digest)
{
    /// <inheritdoc/>
    public override RecordType Type => RecordType.CDS;

    /// <summary>Reads the data.</summary>
    public static CdsData Read(ref WireReader reader) =>
        new(reader.ReadUInt16(), reader.ReadUInt8(), reader.ReadUInt8(), reader.ReadRemaining().ToArray());

    internal static CdsData Parse(ref PresentationReader text) =>
        new(text.UInt16(), text.Algorithm(), text.UInt8(), text.Hex());
}
