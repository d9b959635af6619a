using System.Globalization;

namespace Holdfast.Tables.Items;

internal readonly partial struct DynamoNumber
{
    /// <summary>The longest form in octets: sign, magnitude, 19 pairs of digits, end.</summary>
    public const int MaxOrderedOctets = 22;

    private const byte Negative = 1;
    private const byte Nothing = 2;
    private const byte Positive = 3;

    /// <summary>
    /// Writes octets that sort as the numbers do, none the beginning of another (docs/formats/table-item.md).
    /// </summary>
    /// <returns>How many octets were written, up to <see cref="MaxOrderedOctets"/>.</returns>
    public int WriteOrdered(Span<byte> octets)
    {
        if (IsZero)
        {
            octets[0] = Nothing;
            return 1;
        }

        Span<char> digits = stackalloc char[MaxDigits + 1];
        _digits.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        digits[count] = '0'; // completes the last pair
        var at = 0;
        octets[at++] = _isNegative ? Negative : Positive;
        octets[at++] = (byte)(Magnitude - MinMagnitude);
        for (var digit = 0; digit < count; digit += 2)
        {
            octets[at++] = (byte)(((digits[digit] - '0') * 10) + (digits[digit + 1] - '0') + 1);
        }

        octets[at++] = 0;
        if (_isNegative)
        {
            foreach (ref var octet in octets[1..at])
            {
                octet = (byte)~octet;
            }
        }

        return at;
    }

    /// <summary>Reads what <see cref="WriteOrdered"/> wrote.</summary>
    /// <returns>How many octets it had; 0 when there is no number.</returns>
    public static int ReadOrdered(ReadOnlySpan<byte> octets, out DynamoNumber number)
    {
        number = default;
        if (octets.IsEmpty || octets[0] is Nothing or < Negative or > Positive)
        {
            return !octets.IsEmpty && octets[0] == Nothing ? 1 : 0;
        }

        var mask = octets[0] == Negative ? (byte)0xFF : (byte)0;
        UInt128 digits = 0;
        for (var at = 2; at < octets.Length && at < MaxOrderedOctets; at++)
        {
            var pair = octets[at] ^ mask;
            if (pair == 0)
            {
                var magnitude = (octets[1] ^ mask) + MinMagnitude;
                var isValid = digits != 0 && CountDigits(digits) == 2 * (at - 2)
                    && TryCreate(digits, magnitude - CountDigits(digits) + 1, mask != 0, out number) == NumberFault.None;
                return isValid ? at + 1 : 0;
            }

            if (pair > 100)
            {
                return 0;
            }

            digits = (digits * 100) + (UInt128)(pair - 1);
        }

        return 0;
    }
}
