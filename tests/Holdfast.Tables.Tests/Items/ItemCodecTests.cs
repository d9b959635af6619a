using CsCheck;
using Holdfast.Tables.Items;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Items;

public sealed class ItemCodecTests
{
    [Theory]
    [InlineData("{}", "0100")]
    [InlineData("{'a':{'S':'hé'}}", "01 01 01 61 01 03 68C3A9")]
    [InlineData("{'b':{'N':'1e3'},'a':{'NULL':true}}", "01 02 01 61 05 01 62 02 03850B00")]
    [InlineData("{'a':{'L':[{'BOOL':true},{'M':{'x':{'B':'AP8='}}}]}}", "01 01 01 61 06 02 04 01 07 01 01 78 03 02 00FF")]
    [InlineData("{'a':{'SS':['b','a']},'c':{'NS':['0']}}", "01 02 01 61 08 02 01 61 01 62 01 63 09 01 02")]
    public void Octets_are_those_of_the_format(string json, string octets) =>
        Assert.Equal(octets.Replace(" ", ""), Convert.ToHexString(ItemCodec.Encode(Item(json))));

    [Fact]
    public void Any_item_is_decoded_as_it_was_encoded_and_equal_items_have_equal_octets() => ItemGen.Item.Sample(item =>
    {
        var octets = ItemCodec.Encode(item);
        Assert.True(ItemCodec.TryDecode(octets, out var read));
        Assert.Equal(item, read);
        Assert.Equal(item.GetHashCode(), read.GetHashCode());
        Assert.Equal(octets, ItemCodec.Encode(Tables.Items.Item.From(read.Reverse())));
    });

    [Fact]
    public void A_part_of_an_item_is_none() => ItemGen.Item.Sample(item =>
    {
        var octets = ItemCodec.Encode(item);
        for (var length = 0; length < octets.Length; length++)
        {
            Assert.False(ItemCodec.TryDecode(octets.AsSpan(..length), out _));
        }
    }, iter: 200);

    [Theory]
    [InlineData("0200")] // another version
    [InlineData("010100")] // one attribute, and it has no type
    [InlineData("01FFFFFFFF0F")] // more attributes than octets
    [InlineData("0101016163")] // no such type
    [InlineData("010000")] // something after it
    public void What_is_no_item_is_refused(string octets) => Assert.False(ItemCodec.TryDecode(Convert.FromHexString(octets), out _));
}
