using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>The canonical name that this owner is an alias of (RFC 1035 §3.3.1).</summary>
/// <remarks>
/// <code>
/// /                    CNAME                    /  a name
/// </code>
/// </remarks>
public sealed class CnameData(DomainName target) : RecordData
{
    /// <summary>The name.</summary>
    public DomainName Target { get; } = target;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.CNAME;

    /// <summary>Reads the data.</summary>
    public static CnameData Read(ref WireReader reader) => new(reader.ReadName());

    internal static CnameData Parse(ref PresentationReader text) => new(text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteName(Target);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Name(Target);
}
