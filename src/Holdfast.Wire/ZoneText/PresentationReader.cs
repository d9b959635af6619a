using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.ZoneText;

/// <summary>
/// Reads the fields of one entry's words. The first error sticks, with its place; after it every read gives zeros, so
/// a caller may read a whole record and look once. Never throws on input.
/// </summary>
internal ref struct PresentationReader(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, DomainName? origin)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<TextToken> _tokens = tokens;
    private int _next;

    /// <summary>The first error met, or null.</summary>
    public TextError? Error { get; private set; }

    /// <summary>Whether nothing went wrong so far.</summary>
    public readonly bool Ok => Error is null;

    /// <summary>Whether another word is there to be read.</summary>
    public readonly bool HasMore => Ok && _next < _tokens.Length;

    /// <summary>What completes relative names.</summary>
    public readonly DomainName? Origin => origin;

    /// <summary>The next word, not yet taken; empty when there is none.</summary>
    public readonly ReadOnlySpan<char> Peek() => HasMore ? Characters(_tokens[_next]) : default;

    /// <summary>Whether the next word stood between quotation marks.</summary>
    public readonly bool IsQuoted => HasMore && _tokens[_next].IsQuoted;

    /// <summary>Whether the next word is \#, which begins data in the generic form (RFC 3597 §5).</summary>
    public readonly bool IsGeneric => HasMore && !IsQuoted && Peek() is "\\#";

    /// <summary>How many characters the entry has.</summary>
    public readonly int Length => _text.Length;

    /// <summary>Takes the next word as it stands.</summary>
    public ReadOnlySpan<char> Word()
    {
        if (!HasMore)
        {
            // What is missing stands behind the last word.
            var last = _tokens.IsEmpty ? new TextToken(0, 0, 1, 1, IsQuoted: false) : _tokens[^1];
            Error ??= new TextError("Something is missing here.", last.Line, last.Column + last.Length);
            return default;
        }

        return Characters(_tokens[_next++]);
    }

    /// <summary>Notes an error at the word last taken, unless one was noted before.</summary>
    public void Fail(string problem)
    {
        var token = _next > 0 ? _tokens[_next - 1] : default;
        Error ??= new TextError(problem, Math.Max(1, token.Line), Math.Max(1, token.Column));
    }

    /// <summary>Notes that the word last taken is not what it should be.</summary>
    public void FailWord(string expected)
    {
        if (Ok && _next > 0)
        {
            var word = Characters(_tokens[_next - 1]);
            Fail($"'{(word.Length > 40 ? $"{word[..40]}..." : word)}' is not {expected}.");
        }
    }

    /// <summary>Notes an error when words are left.</summary>
    public void End()
    {
        if (HasMore)
        {
            _next++;
            FailWord("expected here: the record is already complete");
        }
    }

    /// <summary>A name, completed by the origin when it is relative.</summary>
    public DomainName Name()
    {
        var word = Word();
        if (!Ok)
        {
            return DomainName.Root;
        }

        if (DomainName.TryParse(word, origin, out var name, out var fault))
        {
            return name;
        }

        FailWord(fault switch
        {
            NameFault.EmptyLabel => "a name: two dots stand side by side or the first character is one",
            NameFault.LabelTooLong => "a name: a label is longer than 63 octets",
            NameFault.NameTooLong => "a name: it is longer than 255 octets",
            NameFault.BadEscape => "a name: a backslash wants a character or three digits up to 255 behind it",
            NameFault.NotAscii => "a name: a character outside ASCII wants escaping, or the name its IDNA form",
            NameFault.NoOrigin => "a complete name: it wants a final dot or an origin",
            _ => "a name",
        });
        return DomainName.Root;
    }

    /// <summary>A number from 0 to 255.</summary>
    public byte UInt8() => (byte)Number(byte.MaxValue);

    /// <summary>A number from 0 to 65,535.</summary>
    public ushort UInt16() => (ushort)Number(ushort.MaxValue);

    /// <summary>A number of 32 bits.</summary>
    public uint UInt32() => (uint)Number(uint.MaxValue);

    /// <summary>A number from 0 to <paramref name="most"/>, in decimal.</summary>
    public ulong Number(ulong most)
    {
        if (ulong.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most)
        {
            return value;
        }

        FailWord($"a number from 0 to {most}");
        return 0;
    }

    /// <summary>A span of time in seconds: a number, or numbers with the units s, m, h, d and w.</summary>
    public uint Period(uint most = uint.MaxValue)
    {
        if (PeriodText.TryParse(Word(), out var seconds) && seconds <= most)
        {
            return seconds;
        }

        FailWord($"a time of 0 to {most} seconds, such as 3600 or 1h30m");
        return 0;
    }

    /// <summary>The type of a record: a mnemonic, or TYPE and a number.</summary>
    public RecordType Type()
    {
        if (RecordTypeText.TryParse(Word(), out var type))
        {
            return type;
        }

        FailWord("a record type");
        return default;
    }

    /// <summary>An IPv4 address as four decimal numbers.</summary>
    public IPAddress IPv4()
    {
        if (AddressText.TryParseIPv4(Word()) is { } address)
        {
            return address;
        }

        FailWord("an IPv4 address");
        return IPAddress.Any;
    }

    /// <summary>An IPv6 address.</summary>
    public IPAddress IPv6()
    {
        if (AddressText.TryParseIPv6(Word()) is { } address)
        {
            return address;
        }

        FailWord("an IPv6 address");
        return IPAddress.IPv6Any;
    }

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

    /// <summary>A DNSSEC algorithm: a number or a mnemonic.</summary>
    public byte Algorithm()
    {
        if (!DnssecAlgorithm.TryParse(Word(), out var algorithm))
        {
            FailWord("a DNSSEC algorithm");
        }

        return algorithm;
    }

    /// <summary>
    /// A moment as YYYYMMDDHHmmSS in UTC, or as seconds since 1970; only 32 bits of it count, so that 1969 is what
    /// follows 2106 (RFC 4034 §3.1.5 and §3.2).
    /// </summary>
    public uint Moment()
    {
        const int Digits = 14;
        var word = Word();
        if (word.Length == Digits
            && DateTime.TryParseExact(word, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return unchecked((uint)((date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond));
        }

        if (word.Length != Digits && uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        FailWord("a moment, as YYYYMMDDHHmmSS or in seconds since 1970");
        return 0;
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

    private readonly ReadOnlySpan<char> Characters(TextToken token) => _text.Slice(token.Start, token.Length);
}
