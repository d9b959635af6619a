using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>What the parent should copy from the child (RFC 7477 §2.1).</summary>
/// <remarks>
/// <code>
/// |                  SOA SERIAL                 |  32 bits
/// |                    FLAGS                    |  16 bits
/// /                 TYPE BIT MAP                /  windows of types (RFC 4034 §4.1.2)
/// </code>
/// </remarks>
public sealed class CsyncData(uint serial, ushort flags, TypeBitmap types) : RecordData
{
    /// <summary>The child's SOA serial this goes with.</summary>
    public uint Serial { get; } = serial;

    /// <summary>1 for immediate, 2 for a minimum serial.</summary>
    public ushort Flags { get; } = flags;

    /// <summary>The types to copy.</summary>
    public TypeBitmap Types { get; } = types;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.CSYNC;

    /// <summary>Reads the data.</summary>
    public static CsyncData Read(ref WireReader reader) =>
        new(reader.ReadUInt32(), reader.ReadUInt16(), TypeBitmap.Read(ref reader));

    internal static CsyncData Parse(ref PresentationReader text) =>
        new(text.UInt32(), text.UInt16(), TypeBitmap.Parse(ref text));

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt32(Serial);
        writer.WriteUInt16(Flags);
        Types.Write(ref writer);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Number(Serial).Number(Flags);
        Types.Format(text);
    }
}
