using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A name server of the owner's zone (RFC 1035 §3.3.11).</summary>
/// <remarks>
/// <code>
/// /                   NSDNAME                   /  a name
/// </code>
/// </remarks>
public sealed class NsData(DomainName server) : RecordData
{
    /// <summary>The name.</summary>
    public DomainName Server { get; } = server;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.NS;

    /// <summary>Reads the data.</summary>
    public static NsData Read(ref WireReader reader) => new(reader.ReadName());

    internal static NsData Parse(ref PresentationReader text) => new(text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteName(Server);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Name(Server);
}
