using System.Buffers;
using CsCheck;
using Holdfast.Tables.Items;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Items;

public sealed class KeyOctetsTests
{
    [Fact]
    public void One_e3_and_1000_are_one_key() => Assert.Equal(Partition(Value("{'N':'1e3'}")), Partition(Value("{'N':'1000.0'}")));

    [Fact]
    public void Strings_sort_by_UTF_8_octets_and_not_by_UTF_16()
    {
        var (low, high) = (Value("{'S':'\uFFEE'}"), Value("{'S':'😀'}"));
        Assert.True(string.CompareOrdinal("\uFFEE", "😀") > 0);
        Assert.True(AttributeOrder.TryCompare(low, high, out var order));
        Assert.True(order < 0);
        Assert.True(Last(low).AsSpan().SequenceCompareTo(Last(high)) < 0);
    }

    [Fact]
    public void Binary_sorts_unsigned() => Assert.True(
        AttributeOrder.TryCompare(new BinaryValue(new byte[] { 0x7F }), new BinaryValue(new byte[] { 0x80 }), out var order) && order < 0);

    [Fact]
    public void Keys_sort_as_their_values_followed_by_others_or_not() => Gen.Select(ItemGen.Scalar, ItemGen.Scalar, ItemGen.Scalar, ItemGen.Scalar).Sample((a, b, c, d) =>
    {
        if (!AttributeOrder.TryCompare(a, b, out var first) || !AttributeOrder.TryCompare(c, d, out var second))
        {
            return;
        }

        Assert.Equal(Math.Sign(first), Math.Sign(Last(a).AsSpan().SequenceCompareTo(Last(b))));
        var order = first == 0 ? second : first;
        Assert.Equal(Math.Sign(order), Math.Sign(Composite(a, c).AsSpan().SequenceCompareTo(Composite(b, d))));
    }, iter: 20_000);

    [Fact]
    public void No_partition_begins_another() => Gen.Select(ItemGen.Scalar, ItemGen.Scalar).Sample((a, b) =>
        Assert.Equal(a.Type == b.Type && a.Equals(b), a.Type == b.Type && Partition(b).AsSpan().StartsWith(Partition(a))));

    [Fact]
    public void Composite_octets_are_those_of_the_format()
    {
        Assert.Equal("6100FF0001" + "62", Convert.ToHexString(Composite(new StringValue("a\0"), new StringValue("b"))));
        Assert.Equal("000161", Convert.ToHexString(Partition(new StringValue("a")).AsSpan(KeyOctets.HashOctets)));
    }

    [Theory]
    [InlineData("S", 2048, true, null)]
    [InlineData("S", 2049, true, "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes")]
    [InlineData("S", 1024, false, null)]
    [InlineData("S", 1025, false, "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes")]
    [InlineData("S", 0, true, "One or more parameter values were invalid: The AttributeValue for a key attribute cannot contain an empty string value. Key: k")]
    [InlineData("B", 0, false, "One or more parameter values were invalid: The AttributeValue for a key attribute cannot contain an empty binary value. Key: k")]
    [InlineData("N", 1, true, "The provided key element does not match the schema")]
    public void Keys_have_their_limits_in_octets(string type, int length, bool isHash, string? error)
    {
        Assert.True(AttributeTypes.TryParse(type, out var wanted));
        AttributeValue value = wanted == AttributeType.B ? new BinaryValue(new byte[length]) : new StringValue(new string('é', length / 2) + new string('a', length % 2));
        Assert.Equal(error, ItemRules.CheckKeyValue("k", wanted, value, isHash)?.Message);
    }

    [Fact]
    public void A_wrong_typed_or_empty_index_attribute_is_told_with_its_index()
    {
        Assert.Null(ItemRules.CheckIndexKeyValue("byName", "n", AttributeType.S, null, true));
        Assert.Equal(
            "One or more parameter values were invalid: Type mismatch for Index Key n Expected: S Actual: N IndexName: byName",
            ItemRules.CheckIndexKeyValue("byName", "n", AttributeType.S, Value("{'N':'1'}"), true)?.Message);
        Assert.EndsWith(
            "cannot contain an empty string value. IndexName: byName, IndexKey: n",
            ItemRules.CheckIndexKeyValue("byName", "n", AttributeType.S, Value("{'S':''}"), true)?.Message);
    }

    private static byte[] Partition(AttributeValue value) => Written(writer => KeyOctets.AppendPartition(writer, value));

    private static byte[] Last(AttributeValue value) => Written(writer => KeyOctets.AppendLast(writer, value));

    private static byte[] Composite(AttributeValue first, AttributeValue last) => Written(writer =>
    {
        KeyOctets.AppendOrdered(writer, first);
        KeyOctets.AppendLast(writer, last);
    });

    private static byte[] Written(Action<ArrayBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> writer = new();
        write(writer);
        return writer.WrittenSpan.ToArray();
    }
}
