using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A server of an AFS cell or a DCE cell (RFC 1183 §1).</summary>
/// <remarks>
/// <code>
/// |                   SUBTYPE                   |  16 bits
/// /                   HOSTNAME                  /  a name
/// </code>
/// Never compressed when sent; read either way (RFC 3597 §4).
/// </remarks>
public sealed class AfsdbData(ushort subtype, DomainName host) : RecordData
{
    /// <summary>1 for AFS, 2 for DCE.</summary>
    public ushort Subtype { get; } = subtype;

    /// <summary>The server.</summary>
    public DomainName Host { get; } = host;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.AFSDB;

    /// <summary>Reads the data.</summary>
    public static AfsdbData Read(ref WireReader reader) => new(reader.ReadUInt16(), reader.ReadName());

    internal static AfsdbData Parse(ref PresentationReader text) => new(text.UInt16(), text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Subtype);
        writer.WriteUncompressedName(Host);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Number(Subtype).Name(Host);
}
