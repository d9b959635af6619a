using System.Text;

namespace Holdfast.Wire.Names;

/// <summary>Names as people and zone files write them (RFC 1035 §5.1).</summary>
internal static class NameText
{
    /// <summary>Reads a name's text into its wire form.</summary>
    public static NameFault Read(ReadOnlySpan<char> text, DomainName? origin, Span<byte> octets, out int length)
    {
        length = 0;
        if (text.IsEmpty)
        {
            return NameFault.Empty;
        }

        if (text is "@")
        {
            return Complete(origin, octets, ref length);
        }

        if (text is ".")
        {
            octets[length++] = 0;
            return NameFault.None;
        }

        var labelStart = length++;
        for (var i = 0; i < text.Length; i++)
        {
            int octet = text[i];
            if (octet == '.')
            {
                if (length - labelStart == 1)
                {
                    return NameFault.EmptyLabel;
                }

                octets[labelStart] = (byte)(length - labelStart - 1);
                if (i == text.Length - 1)
                {
                    return Complete(DomainName.Root, octets, ref length);
                }

                labelStart = length++;
                if (length >= DomainName.MaxOctets)
                {
                    return NameFault.NameTooLong;
                }

                continue;
            }

            if (octet == '\\' && (octet = Unescape(text, ref i)) < 0)
            {
                return NameFault.BadEscape;
            }

            if (octet > 0xFF || (octet > 0x7E && text[i] > 0x7E))
            {
                return NameFault.NotAscii;
            }

            if (length - labelStart > DomainName.MaxLabelOctets)
            {
                return NameFault.LabelTooLong;
            }

            if (length >= DomainName.MaxOctets - 1)
            {
                return NameFault.NameTooLong;
            }

            octets[length++] = (byte)octet;
        }

        octets[labelStart] = (byte)(length - labelStart - 1);
        return Complete(origin, octets, ref length);
    }

    /// <summary>Writes an uncompressed name with its final dot.</summary>
    public static string Write(ReadOnlySpan<byte> octets)
    {
        if (octets.Length == 1)
        {
            return ".";
        }

        var text = new StringBuilder(octets.Length + 8);
        for (var at = 0; octets[at] != 0; at += octets[at] + 1)
        {
            foreach (var octet in octets.Slice(at + 1, octets[at]))
            {
                AppendEscaped(text, octet);
            }

            text.Append('.');
        }

        return text.ToString();
    }

    private static void AppendEscaped(StringBuilder text, byte octet)
    {
        switch (octet)
        {
            case (byte)'.' or (byte)'\\' or (byte)'"' or (byte)'(' or (byte)')' or (byte)';' or (byte)'@' or (byte)'$':
                text.Append('\\').Append((char)octet);
                break;
            case > 0x20 and < 0x7F:
                text.Append((char)octet);
                break;
            default:
                text.Append('\\').Append(octet.ToString("D3", null));
                break;
        }
    }

    /// <summary>\DDD is an octet in decimal, \X is X itself. Leaves i on the last character used; -1 when it is neither.</summary>
    public static int Unescape(ReadOnlySpan<char> text, ref int i)
    {
        if (i + 1 >= text.Length)
        {
            return -1;
        }

        if (!char.IsAsciiDigit(text[i + 1]))
        {
            return text[++i] < 0x80 ? text[i] : -1;
        }

        if (i + 3 >= text.Length || !char.IsAsciiDigit(text[i + 2]) || !char.IsAsciiDigit(text[i + 3]))
        {
            return -1;
        }

        var value = ((text[i + 1] - '0') * 100) + ((text[i + 2] - '0') * 10) + (text[i + 3] - '0');
        i += 3;
        return value <= 255 ? value : -1;
    }

    private static NameFault Complete(DomainName? origin, Span<byte> octets, ref int length)
    {
        if (origin is null)
        {
            return NameFault.NoOrigin;
        }

        if (length + origin.Length > DomainName.MaxOctets)
        {
            return NameFault.NameTooLong;
        }

        origin.Octets.CopyTo(octets[length..]);
        length += origin.Length;
        return NameFault.None;
    }
}
