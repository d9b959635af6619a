using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A name that this owner points to, as addresses do in reverse zones (RFC 1035 §3.3.12).</summary>
/// <remarks>
/// <code>
/// /                   PTRDNAME                  /  a name
/// </code>
/// </remarks>
public sealed class PtrData(DomainName target) : RecordData
{
    /// <summary>The name.</summary>
    public DomainName Target { get; } = target;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.PTR;

    /// <summary>Reads the data.</summary>
    public static PtrData Read(ref WireReader reader) => new(reader.ReadName());

    internal static PtrData Parse(ref PresentationReader text) => new(text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteName(Target);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Name(Target);
}
