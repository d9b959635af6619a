namespace Holdfast.Wire.Records;

/// <summary>
/// A list in one service parameter: in octets each item has a length octet before it, in text a comma stands between
/// items and a backslash before a comma or a backslash within one (RFC 9460 §7.1 and appendix A.1).
/// </summary>
internal static class ValueList
{
    /// <summary>Whether octets are a list: at least one item, none empty.</summary>
    public static bool IsValid(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        while (at < octets.Length && octets[at] > 0)
        {
            at += octets[at] + 1;
        }

        return octets.Length > 0 && at == octets.Length;
    }

    /// <summary>Turns a valid list into text.</summary>
    public static byte[] Join(ReadOnlySpan<byte> octets)
    {
        var text = new List<byte>();
        for (; octets.Length > 0; octets = octets[(octets[0] + 1)..])
        {
            if (text.Count > 0)
            {
                text.Add((byte)',');
            }

            foreach (var octet in octets.Slice(1, octets[0]))
            {
                if (octet is (byte)',' or (byte)'\\')
                {
                    text.Add((byte)'\\');
                }

                text.Add(octet);
            }
        }

        return [.. text];
    }

    /// <summary>Turns text into a list; null when an item is empty, longer than 255 octets, or escapes anything else.</summary>
    public static byte[]? Split(ReadOnlySpan<byte> text)
    {
        var octets = new List<byte> { 0 };
        var length = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                if (length is 0 or > CharacterString.MaxOctets)
                {
                    return null;
                }

                octets[^(length + 1)] = (byte)length;
                length = 0;
                octets.Add(0);
                continue;
            }

            if (text[i] == '\\' && (++i == text.Length || text[i] is not ((byte)',' or (byte)'\\')))
            {
                return null;
            }

            octets.Add(text[i]);
            length++;
        }

        octets.RemoveAt(octets.Count - 1);
        return [.. octets];
    }
}
