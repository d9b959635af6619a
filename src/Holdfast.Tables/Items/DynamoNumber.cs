using System.Globalization;

namespace Holdfast.Tables.Items;

/// <summary>
/// A DynamoDB number: a decimal of up to 38 significant digits, exact, zero or of a magnitude from 1E-130 to
/// 9.9999999999999999999999999999999999999E+125. Equal numbers are equal however they were written: 1e3 is 1000, -0 is 0.
/// </summary>
internal readonly partial struct DynamoNumber : IEquatable<DynamoNumber>, IComparable<DynamoNumber>
{
    public const int MaxDigits = 38;
    public const int MaxMagnitude = 125;
    public const int MinMagnitude = -130;

    private static readonly UInt128[] _powers = Powers();

    // 38 digits fit 128 bits with room for one carry. No trailing zero, so that each number has one form; zero is all zero.
    private readonly UInt128 _digits;
    private readonly short _exponent; // of the last digit
    private readonly bool _isNegative;

    private DynamoNumber(UInt128 digits, int exponent, bool isNegative) =>
        (_digits, _exponent, _isNegative) = (digits, (short)exponent, isNegative);

    public static DynamoNumber Zero => default;

    public bool IsZero => _digits == 0;

    public bool IsNegative => _isNegative;

    /// <summary>How many significant digits it has; zero has one.</summary>
    public int DigitCount => CountDigits(_digits);

    /// <summary>The power of ten of its first digit; zero for zero.</summary>
    public int Magnitude => IsZero ? 0 : _exponent + DigitCount - 1;

    public static DynamoNumber From(long value)
    {
        TryCreate(UInt128.CreateTruncating(Int128.Abs(value)), 0, value < 0, out var number);
        return number;
    }

    /// <summary>The value as a whole number, if it is one that fits.</summary>
    public bool TryToInt64(out long value)
    {
        value = 0;
        if (_exponent < 0 || Magnitude > 18)
        {
            return false;
        }

        var whole = (Int128)(_digits * _powers[_exponent]);
        whole = _isNegative ? -whole : whole;
        value = (long)whole;
        return value == whole;
    }

    /// <summary>Exact sum.</summary>
    public static NumberFault Add(DynamoNumber left, DynamoNumber right, out DynamoNumber sum)
    {
        if (left.IsZero || right.IsZero)
        {
            sum = left.IsZero ? right : left;
            return NumberFault.None;
        }

        var (high, low) = left._exponent >= right._exponent ? (left, right) : (right, left);
        var shift = high._exponent - low._exponent;

        // Aligned, the high one ends in zeros and the low one does not: with forty digits or more, at least 39 remain.
        if (high.DigitCount + shift > MaxDigits + 1)
        {
            sum = default;
            return NumberFault.TooManyDigits;
        }

        // 39 digits fit if they begin below 3.4; what begins above keeps 39 digits whatever 38 digits are taken away.
        if (high.DigitCount + shift > MaxDigits && high._digits > 2 * _powers[MaxDigits] / _powers[shift])
        {
            sum = default;
            return NumberFault.TooManyDigits;
        }

        var aligned = high._digits * _powers[shift];
        return left._isNegative == right._isNegative
            ? TryCreate(aligned + low._digits, low._exponent, left._isNegative, out sum)
            : aligned >= low._digits
                ? TryCreate(aligned - low._digits, low._exponent, high._isNegative, out sum)
                : TryCreate(low._digits - aligned, low._exponent, low._isNegative, out sum);
    }

    /// <summary>Exact difference.</summary>
    public static NumberFault Subtract(DynamoNumber left, DynamoNumber right, out DynamoNumber difference) => Add(left, -right, out difference);

    public static DynamoNumber operator -(DynamoNumber number) =>
        number.IsZero ? number : new(number._digits, number._exponent, !number._isNegative);

    public int CompareTo(DynamoNumber other)
    {
        if (_isNegative != other._isNegative)
        {
            return _isNegative ? -1 : 1;
        }

        var magnitudes = IsZero || other.IsZero
            ? (IsZero ? 0 : 1) - (other.IsZero ? 0 : 1)
            : Magnitude.CompareTo(other.Magnitude);
        if (magnitudes == 0)
        {
            magnitudes = LeftAligned.CompareTo(other.LeftAligned);
        }

        return _isNegative ? -magnitudes : magnitudes;
    }

    public bool Equals(DynamoNumber other) =>
        _digits == other._digits && _exponent == other._exponent && _isNegative == other._isNegative;

    public override bool Equals(object? obj) => obj is DynamoNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_digits, _exponent, _isNegative);

    public static bool operator ==(DynamoNumber left, DynamoNumber right) => left.Equals(right);

    public static bool operator !=(DynamoNumber left, DynamoNumber right) => !left.Equals(right);

    /// <summary>The canonical form: plain digits, no exponent, no superfluous zero.</summary>
    public override string ToString()
    {
        var digits = _digits.ToString(CultureInfo.InvariantCulture);
        var sign = _isNegative ? "-" : "";
        var whole = digits.Length + _exponent;
        return _exponent >= 0 ? sign + digits.PadRight(whole, '0')
            : whole > 0 ? string.Concat(sign, digits.AsSpan(0, whole), ".", digits.AsSpan(whole))
            : sign + "0." + digits.PadLeft(-_exponent, '0');
    }

    // The first digit moved to the 38th place, so that numbers of one magnitude compare as integers.
    private UInt128 LeftAligned => _digits * _powers[MaxDigits - DigitCount];

    private static NumberFault TryCreate(UInt128 digits, long exponent, bool isNegative, out DynamoNumber number)
    {
        number = default;
        if (digits == 0)
        {
            return NumberFault.None;
        }

        (digits, exponent) = WithoutTrailingZeros(digits, exponent);
        var count = CountDigits(digits);
        if (CheckMagnitude(exponent + count - 1) is var fault && fault != NumberFault.None)
        {
            return fault;
        }

        if (count > MaxDigits)
        {
            return NumberFault.TooManyDigits;
        }

        number = new(digits, (int)exponent, isNegative);
        return NumberFault.None;
    }

    private static NumberFault CheckMagnitude(long magnitude) =>
        magnitude > MaxMagnitude ? NumberFault.Overflow : magnitude < MinMagnitude ? NumberFault.Underflow : NumberFault.None;

    private static (UInt128 Digits, long Exponent) WithoutTrailingZeros(UInt128 digits, long exponent)
    {
        while (digits > ulong.MaxValue)
        {
            var (tenth, last) = UInt128.DivRem(digits, 10);
            if (last != 0)
            {
                return (digits, exponent);
            }

            (digits, exponent) = (tenth, exponent + 1);
        }

        var small = (ulong)digits;
        while (small % 10 == 0)
        {
            (small, exponent) = (small / 10, exponent + 1);
        }

        return (small, exponent);
    }

    private static int CountDigits(UInt128 digits)
    {
        var count = 1;
        while (count < _powers.Length && digits >= _powers[count])
        {
            count++;
        }

        return count;
    }

    private static UInt128[] Powers()
    {
        var powers = new UInt128[MaxDigits + 1];
        powers[0] = 1;
        for (var power = 1; power < powers.Length; power++)
        {
            powers[power] = powers[power - 1] * 10;
        }

        return powers;
    }
}
