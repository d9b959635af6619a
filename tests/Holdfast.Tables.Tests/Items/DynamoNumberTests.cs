using System.Numerics;
using CsCheck;
using Holdfast.Tables.Items;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Items;

public sealed class DynamoNumberTests
{
    private const string Nines = "99999999999999999999999999999999999999"; // 38

    [Theory]
    [InlineData("00042", "42")]
    [InlineData("1e3", "1000")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("0e999999999999", "0")]
    [InlineData("1.500", "1.5")]
    [InlineData("+1", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("-1.20E-2", "-0.012")]
    [InlineData("123.456e1", "1234.56")]
    [InlineData("1e-5", "0.00001")]
    [InlineData("10000000000000000000000000000000000000000000000000", "10000000000000000000000000000000000000000000000000")]
    public void A_number_is_returned_in_its_canonical_form(string text, string canonical) => Assert.Equal(canonical, Number(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("abc")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("١")]
    public void What_is_no_number_is_none(string text) => Assert.Equal(NumberFault.NotANumber, DynamoNumber.Parse(text, out _));

    [Fact]
    public void Thirty_eight_digits_are_kept_and_a_39th_is_an_error()
    {
        Assert.Equal(Nines, Number(Nines).ToString());
        Assert.Equal("-0." + Nines, Number("-." + Nines).ToString());
        Assert.Equal(NumberFault.TooManyDigits, DynamoNumber.Parse(Nines + "9", out _));
        Assert.Equal(NumberFault.TooManyDigits, DynamoNumber.Parse("1" + Nines[1..] + ".01", out _));
        Assert.Equal(NumberFault.None, DynamoNumber.Parse("0000" + Nines + "00000.000", out _));
        Assert.Equal("Attempting to store more than 38 significant digits in a Number", Error($"{{'n':{{'N':'{Nines}9'}}}}").Message);
    }

    [Theory]
    [InlineData("1E-130", NumberFault.None)]
    [InlineData("9.9999999999999999999999999999999999999E+125", NumberFault.None)]
    [InlineData("-9.9999999999999999999999999999999999999E+125", NumberFault.None)]
    [InlineData("1E126", NumberFault.Overflow)]
    [InlineData("-1E126", NumberFault.Overflow)]
    [InlineData("1E99999999999999999999", NumberFault.Overflow)]
    [InlineData("9.9E-131", NumberFault.Underflow)]
    [InlineData("1E-99999999999999999999", NumberFault.Underflow)]
    internal void Magnitudes_have_their_limits(string text, NumberFault fault)
    {
        Assert.Equal(fault, DynamoNumber.Parse(text, out var number));
        Assert.Equal(fault == NumberFault.None, !number.IsZero);
    }

    [Fact]
    public void Arithmetic_is_exact_decimal_and_overflow_an_error()
    {
        Assert.Equal(NumberFault.None, DynamoNumber.Add(Number("0.1"), Number("0.2"), out var sum));
        Assert.Equal("0.3", sum.ToString());
        Assert.Equal(NumberFault.Overflow, DynamoNumber.Add(Number(Nines + "e88"), Number("1e88"), out _));
        Assert.Equal(NumberFault.TooManyDigits, DynamoNumber.Add(Number("1e125"), Number("1"), out _));
        Assert.Equal(NumberFault.None, DynamoNumber.Subtract(Number("1e38"), Number("1"), out var difference));
        Assert.Equal(Nines, difference.ToString());
        Assert.Equal(NumberFault.Underflow, DynamoNumber.Subtract(Number("1.1e-130"), Number("1e-130"), out _));
    }

    [Fact]
    public void Sums_are_those_of_whole_numbers() => Gen.Select(ItemGen.Number, ItemGen.Number).Sample((left, right) =>
    {
        var exact = Scaled(left) + Scaled(right);
        var fault = DynamoNumber.Add(left, right, out var sum);
        if (exact != 0 && Significant(exact) > DynamoNumber.MaxDigits)
        {
            Assert.Equal(NumberFault.TooManyDigits, fault);
        }
        else
        {
            Assert.Equal(NumberFault.None, fault);
            Assert.Equal(exact, Scaled(sum));
        }

        Assert.Equal(NumberFault.None, DynamoNumber.Subtract(left, left, out var nothing));
        Assert.True(nothing.IsZero && nothing.Equals(DynamoNumber.Zero));
    }, iter: 20_000);

    [Fact]
    public void Order_and_equality_are_those_of_whole_numbers() => Gen.Select(ItemGen.Number, ItemGen.Number).Sample((left, right) =>
    {
        var order = Scaled(left).CompareTo(Scaled(right));
        Assert.Equal(order, Math.Sign(left.CompareTo(right)));
        Assert.Equal(order == 0, left == right);
        Assert.Equal(order, Math.Sign(Ordered(left).AsSpan().SequenceCompareTo(Ordered(right))));
        Assert.True(order != 0 || left.GetHashCode() == right.GetHashCode());
    }, iter: 20_000);

    [Fact]
    public void Text_and_octets_read_as_the_number_they_were_written_from() => ItemGen.Number.Sample(number =>
    {
        Assert.Equal(number, Number(number.ToString()));
        var octets = Ordered(number);
        Assert.Equal(octets.Length, DynamoNumber.ReadOrdered([.. octets, 7], out var read));
        Assert.Equal(number, read);
        Assert.Equal(0, DynamoNumber.ReadOrdered(octets.AsSpan(..^1), out _));
    });

    [Theory]
    [InlineData("0", "02")]
    [InlineData("1e3", "03850B00")]
    [InlineData("1000", "03850B00")]
    [InlineData("-1", "017DF4FF")]
    [InlineData("123", "03840D1F00")]
    public void Octets_are_those_of_the_format(string text, string octets) => Assert.Equal(octets, Convert.ToHexString(Ordered(Number(text))));

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1.5", null)]
    public void A_whole_number_is_given_as_one_if_it_fits(string text, long? whole) =>
        Assert.Equal(whole, Number(text).TryToInt64(out var value) ? value : null);

    private static byte[] Ordered(DynamoNumber number)
    {
        Span<byte> octets = stackalloc byte[DynamoNumber.MaxOrderedOctets];
        return octets[..number.WriteOrdered(octets)].ToArray();
    }

    // The number times ten to the hundredth, from its text: another way than that of the code under test.
    private static BigInteger Scaled(DynamoNumber number)
    {
        var parts = number.ToString().Split('.');
        var fraction = parts.Length > 1 ? parts[1] : "";
        return BigInteger.Parse(parts[0] + fraction.PadRight(100, '0'), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int Significant(BigInteger number) => BigInteger.Abs(number).ToString(System.Globalization.CultureInfo.InvariantCulture).TrimEnd('0').Length;
}
