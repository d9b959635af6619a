namespace Holdfast.Wire.ZoneText;

/// <summary>Base32 with the extended hex alphabet and without padding (RFC 4648 §7, RFC 5155 §3.3): it sorts as its octets do.</summary>
internal static class Base32Hex
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    private const int DigitBits = 5;

    public static string Encode(ReadOnlySpan<byte> octets)
    {
        var text = new char[((octets.Length * 8) + DigitBits - 1) / DigitBits];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * DigitBits;
            var pair = (octets[bit >> 3] << 8) | ((bit >> 3) + 1 < octets.Length ? octets[(bit >> 3) + 1] : 0);
            text[i] = Digits[(pair >> (16 - DigitBits - (bit & 7))) & 0x1F];
        }

        return new string(text);
    }

    /// <summary>The octets, padding being passed over; null when a character is not a digit, or the bits left over are not zero.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd('=');
        var octets = new byte[text.Length * DigitBits / 8];
        int bits = 0, held = 0, length = 0;
        foreach (var character in text)
        {
            var digit = Digits.IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            bits = ((bits << DigitBits) | digit) & 0xFFF;
            held += DigitBits;
            if (held >= 8)
            {
                held -= 8;
                octets[length++] = (byte)(bits >> held);
            }
        }

        // A whole digit left over belongs to no octet.
        return held < DigitBits && (bits & ((1 << held) - 1)) == 0 ? octets : null;
    }
}
