using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>The name that takes this owner's place in every name below it (RFC 6672 §2.1).</summary>
/// <remarks>
/// <code>
/// /                    TARGET                   /  a name
/// </code>
/// Never compressed when sent (RFC 6672 §2.5); read either way, as RFC 2672 allowed it.
/// </remarks>
public sealed class DnameData(DomainName target) : RecordData
{
    /// <summary>The name.</summary>
    public DomainName Target { get; } = target;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.DNAME;

    /// <summary>Reads the data.</summary>
    public static DnameData Read(ref WireReader reader) => new(reader.ReadName());

    internal static DnameData Parse(ref PresentationReader text) => new(text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteUncompressedName(Target);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Name(Target);
}
