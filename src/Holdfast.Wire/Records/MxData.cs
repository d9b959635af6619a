using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A host that takes mail for the owner (RFC 1035 §3.3.9).</summary>
/// <remarks>
/// <code>
/// |                  PREFERENCE                 |  16 bits
/// /                   EXCHANGE                  /  a name
/// </code>
/// </remarks>
public sealed class MxData(ushort preference, DomainName exchange) : RecordData
{
    /// <summary>The lower, the more preferred.</summary>
    public ushort Preference { get; } = preference;

    /// <summary>The host; the root alone means that there is none (RFC 7505).</summary>
    public DomainName Exchange { get; } = exchange;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.MX;

    /// <summary>Reads the data.</summary>
    public static MxData Read(ref WireReader reader) => new(reader.ReadUInt16(), reader.ReadName());

    internal static MxData Parse(ref PresentationReader text) => new(text.UInt16(), text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Preference);
        writer.WriteName(Exchange);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Number(Preference).Name(Exchange);
}
