using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>The next name of the zone, and which types this one has (RFC 4034 §4.1).</summary>
/// <remarks>
/// <code>
/// /               NEXT DOMAIN NAME              /  a name, never compressed
/// /                TYPE BIT MAPS                /  windows of types (RFC 4034 §4.1.2)
/// </code>
/// </remarks>
public sealed class NsecData(DomainName next, TypeBitmap types) : RecordData
{
    /// <summary>The next name that exists, in canonical order.</summary>
    public DomainName Next { get; } = next;

    /// <summary>The types that exist at the owner.</summary>
    public TypeBitmap Types { get; } = types;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.NSEC;

    /// <summary>Reads the data.</summary>
    public static NsecData Read(ref WireReader reader) => new(reader.ReadUncompressedName(), TypeBitmap.Read(ref reader));

    internal static NsecData Parse(ref PresentationReader text) => new(text.Name(), TypeBitmap.Parse(ref text));

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUncompressedName(Next);
        Types.Write(ref writer);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Name(Next);
        Types.Format(text);
    }
}
