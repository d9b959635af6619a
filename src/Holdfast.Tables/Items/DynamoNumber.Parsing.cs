namespace Holdfast.Tables.Items;

internal readonly partial struct DynamoNumber
{
    // Beyond it a number is out of range whatever its digits, unless it is zero.
    private const long ExponentCeiling = 1L << 32;

    /// <summary>Reads <c>[+-] digits [. digits] [e [+-] digits]</c>, with digits on at least one side of the point.</summary>
    public static NumberFault Parse(ReadOnlySpan<char> text, out DynamoNumber number)
    {
        number = default;
        var rest = text;
        var isNegative = TakeSign(ref rest);
        UInt128 digits = 0;
        var (count, zeros, places, seen, afterPoint) = (0L, 0, 0L, false, false);
        while (!rest.IsEmpty && (char.IsAsciiDigit(rest[0]) || (rest[0] == '.' && !afterPoint)))
        {
            if (rest[0] == '.')
            {
                afterPoint = true;
            }
            else
            {
                seen = true;
                places += afterPoint ? 1 : 0;
                if (rest[0] != '0')
                {
                    count += zeros + 1;
                    digits = count <= MaxDigits ? (digits * _powers[zeros + 1]) + (UInt128)(rest[0] - '0') : digits;
                    zeros = 0;
                }
                else if (count > 0)
                {
                    zeros++; // significant only if another digit follows
                }
            }

            rest = rest[1..];
        }

        if (!seen || !TryTakeExponent(ref rest, out var exponent) || !rest.IsEmpty)
        {
            return NumberFault.NotANumber;
        }

        exponent += zeros - places;
        return count == 0 ? NumberFault.None
            : CheckMagnitude(exponent + count - 1) is var fault && fault != NumberFault.None ? fault
            : count > MaxDigits ? NumberFault.TooManyDigits
            : TryCreate(digits, exponent, isNegative, out number);
    }

    private static bool TakeSign(ref ReadOnlySpan<char> rest)
    {
        var sign = rest.IsEmpty ? ' ' : rest[0];
        rest = sign is '+' or '-' ? rest[1..] : rest;
        return sign == '-';
    }

    private static bool TryTakeExponent(ref ReadOnlySpan<char> rest, out long exponent)
    {
        exponent = 0;
        if (rest.IsEmpty || rest[0] is not ('e' or 'E'))
        {
            return true;
        }

        rest = rest[1..];
        var isNegative = TakeSign(ref rest);
        var seen = false;
        for (; !rest.IsEmpty && char.IsAsciiDigit(rest[0]); rest = rest[1..])
        {
            exponent = Math.Min((exponent * 10) + rest[0] - '0', ExponentCeiling);
            seen = true;
        }

        exponent = isNegative ? -exponent : exponent;
        return seen;
    }
}
