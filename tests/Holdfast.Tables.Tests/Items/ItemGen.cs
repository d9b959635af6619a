using CsCheck;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Tests.Items;

/// <summary>Random numbers, values and items, with what is rare in life frequent here.</summary>
internal static class ItemGen
{
    public static readonly Gen<DynamoNumber> Number = Gen.Select(
        Gen.Int[1, 38].SelectMany(length => Gen.Char['0', '9'].Array[length]),
        Gen.OneOf(Gen.Int[-3, 3], Gen.Int[-60, 40]),
        Gen.Bool,
        (digits, exponent, isNegative) =>
        {
            Assert.Equal(NumberFault.None, DynamoNumber.Parse($"{(isNegative ? "-" : "")}{new string(digits)}e{exponent}", out var number));
            return number;
        });

    // Letters that UTF-8 and UTF-16 order differently, zeros, and prefixes of each other.
    public static readonly Gen<string> Text = Gen.OneOf<string>("\0", "a", "b", "é", "\uFFEE", "😀", "\0\u0001", "ÿ").Array[0, 4].Select(string.Concat);

    public static readonly Gen<byte[]> Octets = Gen.OneOf<byte>(0, 1, 0x7F, 0xFE, 0xFF).Array[0, 5];

    public static readonly Gen<AttributeValue> Scalar = Gen.OneOf(
        Text.Select(text => (AttributeValue)new StringValue(text)),
        Number.Select(number => (AttributeValue)new NumberValue(number)),
        Octets.Select(octets => (AttributeValue)new BinaryValue(octets)));

    public static readonly Gen<string> Name = Gen.OneOf<string>("a", "b", "c", "d", "É", "x y");

    public static readonly Gen<AttributeValue> Value = Gen.Recursive<AttributeValue>((depth, value) => depth > 3 ? Leaf : Gen.Frequency(
        (4, Leaf),
        (1, value.Array[0, 3].Select(values => (AttributeValue)new ListValue([.. values]))),
        (1, Of(value).Select(map => (AttributeValue)new MapValue(map)))));

    public static readonly Gen<Item> Item = Of(Value);

    private static Gen<AttributeValue> Leaf => Gen.OneOf(
        Scalar,
        Gen.Bool.Select(isTrue => (AttributeValue)BooleanValue.Of(isTrue)),
        Gen.Const((AttributeValue)NullValue.Instance),
        Set(AttributeType.SS, Text.Where(text => text.Length > 0).Select(text => (AttributeValue)new StringValue(text))),
        Set(AttributeType.NS, Number.Select(number => (AttributeValue)new NumberValue(number))),
        Set(AttributeType.BS, Octets.Where(octets => octets.Length > 0).Select(octets => (AttributeValue)new BinaryValue(octets))));

    private static Gen<AttributeValue> Set(AttributeType type, Gen<AttributeValue> member) => member.Array[1, 4].Select(members =>
    {
        Assert.True(SetValue.TryCreate(type, members.Distinct(), out var set));
        return (AttributeValue)set;
    });

    private static Gen<Item> Of(Gen<AttributeValue> value) =>
        Gen.Select(Name, value).Array[0, 4].Select(pairs => Tables.Items.Item.From(pairs.Select(pair => new ItemAttribute(pair.Item1, pair.Item2))));
}
