using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Who is responsible for the owner (RFC 1183 §2.2).</summary>
/// <remarks>
/// <code>
/// /                  MBOX-DNAME                 /  a name
/// /                  TXT-DNAME                  /  a name
/// </code>
/// Never compressed when sent; read either way (RFC 3597 §4).
/// </remarks>
public sealed class RpData(DomainName mailbox, DomainName text) : RecordData
{
    /// <summary>The mailbox as a name, its first label being the local part.</summary>
    public DomainName Mailbox { get; } = mailbox;

    /// <summary>Where TXT records with more words stand; the root for none.</summary>
    public DomainName Text { get; } = text;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.RP;

    /// <summary>Reads the data.</summary>
    public static RpData Read(ref WireReader reader) => new(reader.ReadName(), reader.ReadName());

    internal static RpData Parse(ref PresentationReader text) => new(text.Name(), text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUncompressedName(Mailbox);
        writer.WriteUncompressedName(Text);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Name(Mailbox).Name(Text);
}
