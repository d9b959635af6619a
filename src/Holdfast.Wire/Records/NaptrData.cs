using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A rule that turns a name into another name or a URI (RFC 3403 §4.1).</summary>
/// <remarks>
/// <code>
/// |                    ORDER                    |  16 bits
/// |                  PREFERENCE                 |  16 bits
/// /                    FLAGS                    /  a character-string
/// /                   SERVICES                  /  a character-string
/// /                    REGEXP                   /  a character-string
/// /                 REPLACEMENT                 /  a name
/// </code>
/// Never compressed when sent; read either way (RFC 3597 §4).
/// </remarks>
public sealed class NaptrData(
    ushort order,
    ushort preference,
    ReadOnlyMemory<byte> flags,
    ReadOnlyMemory<byte> services,
    ReadOnlyMemory<byte> expression,
    DomainName replacement) : RecordData
{
    /// <summary>Rules go in this order, ascending.</summary>
    public ushort Order { get; } = order;

    /// <summary>The order among equals.</summary>
    public ushort Preference { get; } = preference;

    /// <summary>What follows the rule, such as S, A, U or P.</summary>
    public ReadOnlyMemory<byte> Flags { get; } = CharacterString.Checked(flags);

    /// <summary>What the rule is for.</summary>
    public ReadOnlyMemory<byte> Services { get; } = CharacterString.Checked(services);

    /// <summary>A substitution by regular expression; empty when there is a replacement.</summary>
    public ReadOnlyMemory<byte> Expression { get; } = CharacterString.Checked(expression);

    /// <summary>The next name; the root when there is an expression.</summary>
    public DomainName Replacement { get; } = replacement;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.NAPTR;

    /// <summary>Reads the data.</summary>
    public static NaptrData Read(ref WireReader reader) => new(
        reader.ReadUInt16(),
        reader.ReadUInt16(),
        reader.ReadCharacterString().ToArray(),
        reader.ReadCharacterString().ToArray(),
        reader.ReadCharacterString().ToArray(),
        reader.ReadName());

    internal static NaptrData Parse(ref PresentationReader text) => new(
        text.UInt16(),
        text.UInt16(),
        text.CharacterString(),
        text.CharacterString(),
        text.CharacterString(),
        text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Order);
        writer.WriteUInt16(Preference);
        writer.WriteCharacterString(Flags.Span);
        writer.WriteCharacterString(Services.Span);
        writer.WriteCharacterString(Expression.Span);
        writer.WriteUncompressedName(Replacement);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text
        .Number(Order).Number(Preference).Quoted(Flags.Span)
        .Quoted(Services.Span).Quoted(Expression.Span).Name(Replacement);
}
