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

    /// <summary>Adds octets in upper-case base32 with the extended hex alphabet, unpadded (RFC 4648 §7).</summary>
    public PresentationWriter Base32Hex(ReadOnlySpan<byte> octets) => Field(ZoneText.Base32Hex.Encode(octets));

    /// <summary>Adds octets in hexadecimal; a hyphen for none (RFC 5155 §3.3).</summary>
    public PresentationWriter Salt(ReadOnlySpan<byte> octets) => Field(octets.IsEmpty ? "-" : Convert.ToHexString(octets));

    /// <summary>Adds octets in hexadecimal with hyphens between them (RFC 7043 §3.2).</summary>
    public PresentationWriter HexPairs(ReadOnlySpan<byte> octets) =>
        Field(string.Join('-', Convert.ToHexStringLower(octets).Chunk(2).Select(pair => new string(pair))));

    /// <summary>Adds seconds since 1970 as YYYYMMDDHHmmSS in UTC (RFC 4034 §3.2).</summary>
    public PresentationWriter Moment(uint seconds) =>
        Field(DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));

    /// <summary>Adds octets between quotation marks, escaped.</summary>
    public PresentationWriter Quoted(ReadOnlySpan<byte> octets)
    {
        Separate();
        return QuotedPart(octets);
    }

    /// <summary>Adds octets between quotation marks to the field before, without a space.</summary>
    public PresentationWriter QuotedPart(ReadOnlySpan<byte> octets)
    {
        _text.Append('"');
        foreach (var octet in octets)
        {
            if (octet is (byte)'"' or (byte)'\\')
            {
                _text.Append('\\').Append((char)octet);
            }
            else if (octet is >= 0x20 and < 0x7F)
            {
                _text.Append((char)octet);
            }
            else
            {
                _text.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}");
            }
        }

        _text.Append('"');
        return this;
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    private StringBuilder Separate() => _text.Length == 0 ? _text : _text.Append(' ');
}
