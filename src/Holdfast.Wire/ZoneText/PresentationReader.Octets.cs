using System.Buffers;
using System.Globalization;
using System.Text;
using Holdfast.Wire.Names;

namespace Holdfast.Wire.ZoneText;

/// <content>The fields that are octets: strings, hexadecimal, base64 and base32.</content>
internal ref partial struct PresentationReader
{
    /// <summary>A character-string, its escapes undone.</summary>
    /// <param name="most">How many octets it may have.</param>
    public byte[] CharacterString(int most = byte.MaxValue)
    {
        var quoted = IsQuoted;
        var word = Word();
        return Ok ? Unescape(word, most, quoted) : [];
    }

    /// <summary>Octets in hexadecimal, in one word.</summary>
    public byte[] HexWord()
    {
        var word = Word();
        return Ok ? FromHex(word) : [];
    }

    /// <summary>Octets in hexadecimal, in all words that are left.</summary>
    public byte[] Hex()
    {
        var all = Rest(out var rented);
        var octets = Ok ? FromHex(all) : [];
        Return(rented);
        return octets;
    }

    /// <summary>Octets in base64 (RFC 4648 §4), in all words that are left.</summary>
    public byte[] Base64()
    {
        var all = Rest(out var rented);
        var octets = new byte[((all.Length + 3) / 4) * 3];
        var length = 0;
        if (Ok && !Convert.TryFromBase64Chars(all, octets, out length))
        {
            Fail("This is not base64.");
        }

        Return(rented);
        return Ok ? octets[..length] : [];
    }

    /// <summary>Octets in base64, in one word.</summary>
    public byte[] Base64Word()
    {
        var word = Word();
        var octets = new byte[((word.Length + 3) / 4) * 3];
        if (Convert.TryFromBase64Chars(word, octets, out var length))
        {
            return octets[..length];
        }

        FailWord("base64");
        return [];
    }

    /// <summary>Octets in hexadecimal with hyphens between them.</summary>
    public byte[] HexPairs(int count)
    {
        var word = Word();
        var octets = new byte[count];
        var fits = word.Length == (count * 3) - 1;
        for (var i = 0; i < count && fits; i++)
        {
            fits = byte.TryParse(word.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[i])
                && (i == count - 1 || word[(i * 3) + 2] == '-');
        }

        if (!fits)
        {
            FailWord($"{count} pairs of hexadecimal digits with hyphens between them");
        }

        return octets;
    }

    /// <summary>Up to 255 octets in hexadecimal; a hyphen for none.</summary>
    public byte[] Salt()
    {
        if (Peek() is "-")
        {
            _next++;
            return [];
        }

        return Limited(HexWord());
    }

    /// <summary>Up to 255 octets in base32 with the extended hex alphabet (RFC 4648 §7), at least one.</summary>
    public byte[] Base32Hex()
    {
        var octets = ZoneText.Base32Hex.Decode(Word());
        if (octets is null or [])
        {
            FailWord("base32 with the digits 0 to 9 and A to V");
        }

        return Limited(octets ?? []);
    }

    /// <summary>Undoes the escapes of a word or of a part of one; characters outside ASCII become their UTF-8 octets.</summary>
    public byte[] Unescape(scoped ReadOnlySpan<char> word, int most, bool quoted)
    {
        var octets = ArrayPool<byte>.Shared.Rent(Math.Max(1, word.Length * 3));
        var length = 0;
        for (var i = 0; i < word.Length && Ok; i++)
        {
            var character = word[i];
            if (character == '\\')
            {
                var octet = NameText.Unescape(word, ref i);
                if (octet is < 0 or > 255)
                {
                    FailWord("a text: a backslash wants a character or three digits up to 255 behind it");
                    break;
                }

                octets[length++] = (byte)octet;
            }
            else if (character < 0x80)
            {
                if (character == '"' && !quoted)
                {
                    FailWord("a text: a quotation mark within it wants a backslash before it");
                }

                octets[length++] = (byte)character;
            }
            else
            {
                var pair = char.IsHighSurrogate(character) && i + 1 < word.Length ? 2 : 1;
                length += Encoding.UTF8.GetBytes(word.Slice(i, pair), octets.AsSpan(length));
                i += pair - 1;
            }
        }

        if (length > most)
        {
            FailWord($"a text of up to {most} octets: it has {length}");
        }

        var result = Ok ? octets[..length] : [];
        ArrayPool<byte>.Shared.Return(octets);
        return result;
    }

    private byte[] Limited(byte[] octets)
    {
        if (octets.Length <= byte.MaxValue)
        {
            return octets;
        }

        FailWord("short enough: 255 octets are the most");
        return [];
    }

    private byte[] FromHex(scoped ReadOnlySpan<char> digits)
    {
        var octets = new byte[digits.Length / 2];
        if (Convert.FromHexString(digits, octets, out _, out _) == OperationStatus.Done)
        {
            return octets;
        }

        Fail("This is not hexadecimal: it wants pairs of the digits 0 to 9 and A to F.");
        return [];
    }

    // All words that are left, as one; a single word is not copied.
    private ReadOnlySpan<char> Rest(out char[]? rented)
    {
        rented = null;
        if (_tokens.Length - _next <= 1 || !Ok)
        {
            return HasMore ? Word() : default;
        }

        var total = 0;
        foreach (var token in _tokens[_next..])
        {
            total += token.Length;
        }

        rented = ArrayPool<char>.Shared.Rent(total);
        var length = 0;
        while (HasMore)
        {
            var word = Word();
            word.CopyTo(rented.AsSpan(length));
            length += word.Length;
        }

        return rented.AsSpan(0, length);
    }

    private static void Return(char[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
