using Holdfast.Tables.Items;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Items;

public sealed class ItemSizeTests
{
    [Theory]
    [InlineData("{'S':'é'}", 2)]
    [InlineData("{'B':'AAEC'}", 3)]
    [InlineData("{'BOOL':false}", 1)]
    [InlineData("{'NULL':true}", 1)]
    [InlineData("{'N':'0'}", 1)]
    [InlineData("{'N':'1'}", 2)]
    [InlineData("{'N':'-1'}", 3)]
    [InlineData("{'N':'12'}", 2)]
    [InlineData("{'N':'123'}", 3)]
    [InlineData("{'N':'1000'}", 2)]
    [InlineData("{'N':'12345678901234567890123456789012345678'}", 20)]
    [InlineData("{'L':[]}", 3)]
    [InlineData("{'L':[{'S':'a'},{'S':'b'}]}", 7)]
    [InlineData("{'M':{}}", 3)]
    [InlineData("{'M':{'ab':{'NULL':true}}}", 7)]
    [InlineData("{'SS':['a','bc']}", 3)]
    [InlineData("{'NS':['1','23']}", 4)]
    public void A_value_is_as_large_as_AWS_says(string value, int octets) => Assert.Equal(octets, ItemSize.Of(Value(value)));

    [Fact]
    public void An_items_400_KB_count_attribute_names()
    {
        var value = new StringValue(new string('a', ItemLimits.MaxItemOctets - 4));
        var fits = Tables.Items.Item.Empty.With("né1", value);
        Assert.Equal(ItemLimits.MaxItemOctets, ItemSize.Of(fits));
        Assert.Null(ItemRules.CheckSize(fits));
        Assert.Equal("Item size has exceeded the maximum allowed size", ItemRules.CheckSize(Tables.Items.Item.Empty.With("né12", value))?.Message);
        Assert.Equal("Item size to update has exceeded the maximum allowed size", ItemRules.CheckUpdatedSize(Tables.Items.Item.Empty.With("né12", value))?.Message);
    }
}
