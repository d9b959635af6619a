using System.Globalization;
using System.Net;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Wire.ZoneText;

/// <summary>
/// Reads the fields of one entry's words. The first error sticks, with its place; after it every read gives zeros, so
/// a caller may read a whole record and look once. Never throws on input.
/// </summary>
internal ref partial struct PresentationReader(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, DomainName? origin)
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

    private readonly ReadOnlySpan<char> Characters(TextToken token) => _text.Slice(token.Start, token.Length);
}
