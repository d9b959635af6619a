using System.Buffers;
using System.Net;

namespace Holdfast.Wire.ZoneText;

/// <summary>Addresses as zone files have them: stricter than <see cref="IPAddress.TryParse(ReadOnlySpan{char}, out IPAddress)"/>, which takes 1, 0x7f.1 and scopes.</summary>
internal static class AddressText
{
    private static readonly SearchValues<char> _ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Reads four decimal numbers between dots; null for anything else.</summary>
    public static IPAddress? TryParseIPv4(ReadOnlySpan<char> text)
    {
        Span<byte> octets = stackalloc byte[4];
        return TryReadIPv4(text, octets) ? new IPAddress(octets) : null;
    }

    /// <summary>Reads an IPv6 address (RFC 4291 §2.2); null for anything else.</summary>
    public static IPAddress? TryParseIPv6(ReadOnlySpan<char> text) =>
        text.Contains(':') && !text.ContainsAnyExcept(_ipv6Characters) && HasPlainTail(text) && IPAddress.TryParse(text, out var address)
            ? address
            : null;

    // An IPv4 address at the end must be as strict as one alone.
    private static bool HasPlainTail(ReadOnlySpan<char> text)
    {
        Span<byte> octets = stackalloc byte[4];
        return !text.Contains('.') || TryReadIPv4(text[(text.LastIndexOf(':') + 1)..], octets);
    }

    private static bool TryReadIPv4(ReadOnlySpan<char> text, Span<byte> octets)
    {
        var index = 0;
        var value = 0;
        var digits = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                if (digits > 0 && value == 0)
                {
                    return false; // 01 is octal to some
                }

                value = (value * 10) + (character - '0');
                digits++;
                if (value > 255)
                {
                    return false;
                }
            }
            else if (character == '.' && digits > 0 && index < 3)
            {
                octets[index++] = (byte)value;
                (value, digits) = (0, 0);
            }
            else
            {
                return false;
            }
        }

        octets[index] = (byte)value;
        return index == 3 && digits > 0;
    }
}
