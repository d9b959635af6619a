using System.Text;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Which authorities may issue certificates for the owner (RFC 8659 §4.1).</summary>
/// <remarks>
/// <code>
/// |                    FLAGS                    |  8 bits: 128 for critical
/// |                  TAG LENGTH                 |  8 bits, at least 1
/// /                     TAG                     /  ASCII letters and digits
/// /                    VALUE                    /  octets, to the end
/// </code>
/// </remarks>
public sealed class CaaData : RecordData
{
    /// <summary>Takes flags, a tag and a value.</summary>
    /// <exception cref="ArgumentException">The tag is not 1 to 255 ASCII letters and digits.</exception>
    public CaaData(byte flags, string tag, ReadOnlyMemory<byte> value)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (!IsTag(tag))
        {
            throw new ArgumentException("A tag is 1 to 255 ASCII letters and digits.", nameof(tag));
        }

        (Flags, Tag, Value) = (flags, tag, value);
    }

    /// <summary>128 when an authority that does not know the tag must not issue.</summary>
    public byte Flags { get; }

    /// <summary>What the value says, such as issue, issuewild or iodef.</summary>
    public string Tag { get; }

    /// <summary>The value.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <inheritdoc/>
    public override RecordType Type => RecordType.CAA;

    /// <summary>Reads the data.</summary>
    public static CaaData Read(ref WireReader reader)
    {
        var flags = reader.ReadUInt8();
        var tag = Encoding.Latin1.GetString(reader.ReadCharacterString());
        if (!IsTag(tag))
        {
            reader.Fail(WireFault.BadValue);
        }

        return new CaaData(flags, reader.Ok ? tag : "issue", reader.ReadRemaining().ToArray());
    }

    internal static CaaData Parse(ref PresentationReader text)
    {
        var flags = text.UInt8();
        var tag = text.Word();
        if (!IsTag(tag))
        {
            text.FailWord("a tag of 1 to 255 letters and digits");
        }

        return new CaaData(flags, text.Ok ? tag.ToString() : "issue", text.CharacterString(MaxOctets));
    }

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt8(Flags);
        writer.WriteCharacterString(Encoding.ASCII.GetBytes(Tag));
        writer.WriteOctets(Value.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Number(Flags).Field(Tag).Quoted(Value.Span);

    private static bool IsTag(ReadOnlySpan<char> tag)
    {
        foreach (var character in tag)
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        return tag.Length is > 0 and <= CharacterString.MaxOctets;
    }
}
