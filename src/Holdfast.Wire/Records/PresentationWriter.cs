using System.Globalization;
using System.Text;
using Holdfast.Wire.Names;

namespace Holdfast.Wire.Records;

/// <summary>Builds the text of a record's data, field by field, one space between them (RFC 1035 §5.1).</summary>
public sealed class PresentationWriter
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a field as it is.</summary>
    public PresentationWriter Field(string text)
    {
        Separate().Append(text);
        return this;
    }

    /// <summary>Adds a number in decimal.</summary>
    public PresentationWriter Number(ulong value)
    {
        Separate().Append(CultureInfo.InvariantCulture, $"{value}");
        return this;
    }

    /// <summary>Adds a name with its final dot.</summary>
    public PresentationWriter Name(DomainName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Field(name.ToString());
    }

    /// <summary>Adds octets in upper-case hexadecimal; nothing for none.</summary>
    public PresentationWriter Hex(ReadOnlySpan<byte> octets) => octets.IsEmpty ? this : Field(Convert.ToHexString(octets));

    /// <summary>Adds octets in base64 (RFC 4648 §4); nothing for none.</summary>
    public PresentationWriter Base64(ReadOnlySpan<byte> octets) => octets.IsEmpty ? this : Field(Convert.ToBase64String(octets));

    /// <summary>Adds octets between quotation marks, escaped.</summary>
    public PresentationWriter Quoted(ReadOnlySpan<byte> octets)
    {
        var text = Separate().Append('"');
        foreach (var octet in octets)
        {
            if (octet is (byte)'"' or (byte)'\\')
            {
                text.Append('\\').Append((char)octet);
            }
            else if (octet is >= 0x20 and < 0x7F)
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}");
            }
        }

        text.Append('"');
        return this;
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    private StringBuilder Separate() => _text.Length == 0 ? _text : _text.Append(' ');
}
