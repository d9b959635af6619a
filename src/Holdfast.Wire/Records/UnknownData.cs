using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Records;

/// <summary>Data of a type, or of a type in a class, that has no reader here: kept as octets (RFC 3597).</summary>
public sealed class UnknownData(RecordType type, ReadOnlyMemory<byte> octets) : RecordData
{
    /// <inheritdoc/>
    public override RecordType Type { get; } = type;

    /// <summary>The octets, unchanged.</summary>
    public ReadOnlyMemory<byte> Octets { get; } = octets;

    /// <summary>Reads the data.</summary>
    public static UnknownData Read(RecordType type, ref WireReader reader) => new(type, reader.ReadRemaining().ToArray());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteOctets(Octets.Span);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Field("\\#").Number((ulong)Octets.Length).Hex(Octets.Span);
    }
}
