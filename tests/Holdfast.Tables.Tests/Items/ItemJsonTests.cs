using CsCheck;
using Holdfast.Tables.Items;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Items;

public sealed class ItemJsonTests
{
    [Theory]
    [InlineData("{'a':{'S':''}}")]
    [InlineData("{'a':{'B':''},'b':{'B':'AAEC'}}")]
    [InlineData("{'a':{'BOOL':true},'b':{'BOOL':false},'c':{'NULL':true}}")]
    [InlineData("{'a':{'L':[]},'b':{'M':{}},'c':{'L':[{'M':{'x':{'N':'1'}}}]}}")]
    [InlineData("{'a':{'SS':['a','b']},'b':{'NS':['-1','2']},'c':{'BS':['AA==','AQ==']}}")]
    [InlineData("{}")]
    public void What_is_canonical_is_written_as_it_was_read(string json) => Assert.Equal(json, Json(Item(json)));

    [Theory]
    [InlineData("{'a':{'N':'00042'}}", "{'a':{'N':'42'}}")]
    [InlineData("{'a':{'NS':['2','1e0']}}", "{'a':{'NS':['1','2']}}")]
    [InlineData("{'a':null,'b':{'S':'x','N':null}}", "{'b':{'S':'x'}}")]
    [InlineData("{'a':{'S':'1'},'a':{'S':'2'}}", "{'a':{'S':'2'}}")]
    [InlineData("{'a':{'S':'1','Z':[1,{}]}}", "{'a':{'S':'1'}}")]
    public void What_is_not_is_made_so(string json, string canonical) => Assert.Equal(canonical, Json(Item(json)));

    [Theory]
    [InlineData("{'a':{'S':1}}", "class java.lang.Short can not be converted to an String")]
    [InlineData("{'a':{'N':1}}", "class java.lang.Short can not be converted to an String")]
    [InlineData("{'a':{'N':70000}}", "class java.lang.Integer can not be converted to an String")]
    [InlineData("{'a':{'N':1.5}}", "class java.lang.Double can not be converted to an String")]
    [InlineData("{'a':{'S':true}}", "class java.lang.Boolean can not be converted to an String")]
    [InlineData("{'a':{'S':[]}}", "Start of list found where not expected")]
    [InlineData("{'a':{'S':{}}}", "Start of structure or map found where not expected.")]
    [InlineData("{'a':{'SS':'x'}}", "Expected list or null")]
    [InlineData("{'a':{'M':'x'}}", "Expected map or null")]
    [InlineData("{'a':'x'}", "Expected null")]
    [InlineData("{'a':{'BOOL':'yes'}}", "'YES' can not be converted to an Boolean")]
    [InlineData("{'a':{'B':'AAA'}}", "'AAA' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 3")]
    [InlineData("{'a':{'B':'A$AA'}}", "'A$AA' can not be converted to a Blob: Invalid Base64 character: '$'")]
    [InlineData("{'a':{'L':[{'N':'x'}, 7]}}", "Expected null")]
    public void A_JSON_value_where_another_is_due_is_rejected(string json, string message)
    {
        var error = Error(json);
        Assert.Equal(TableErrorType.Serialization, error.Type);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("{'a':{}}", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    [InlineData("{'a':{'S':'x','N':'1'}}", "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")]
    [InlineData("{'a':{'N':''}}", "The parameter cannot be converted to a numeric value")]
    [InlineData("{'a':{'N':'b'}}", "The parameter cannot be converted to a numeric value: b")]
    [InlineData("{'a':{'N':'1e126'}}", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("{'a':{'N':'1e-131'}}", "Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    public void A_value_that_is_none_is_a_ValidationException(string json, string message)
    {
        var error = Error(json);
        Assert.Equal(TableErrorType.Validation, error.Type);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Null_must_be_true() =>
        Assert.Equal("One or more parameter values were invalid: Null attribute value types must have the value of true", Error("{'a':{'NULL':false}}").Message);

    [Theory]
    [InlineData("{'SS':[]}", "One or more parameter values were invalid: An string set  may not be empty")]
    [InlineData("{'NS':[]}", "One or more parameter values were invalid: An number set  may not be empty")]
    [InlineData("{'BS':[]}", "One or more parameter values were invalid: Binary sets should not be empty")]
    public void Empty_sets_are_rejected(string value, string message) => Assert.Equal(message, Error($"{{'a':{value}}}").Message);

    [Theory]
    [InlineData("{'SS':['a','b','a']}", "One or more parameter values were invalid: Input collection [a, b, a] contains duplicates.")]
    [InlineData("{'NS':['1000','1e3']}", "Input collection contains duplicates")]
    [InlineData("{'BS':['AA==','AA==']}", "One or more parameter values were invalid: Input collection [AA==, AA==]of type BS contains duplicates.")]
    public void Duplicates_in_sets_are_rejected_after_canonical_form(string value, string message) => Assert.Equal(message, Error($"{{'a':{value}}}").Message);

    [Fact]
    public void Empty_strings_and_binaries_are_allowed_but_not_in_sets()
    {
        Assert.Equal(2, Item("{'a':{'S':''},'b':{'B':''}}").Count);
        Assert.Contains("may not have a empty string", Error("{'a':{'SS':['']}}").Message);
        Assert.Contains("may not contain null or empty values", Error("{'a':{'BS':['']}}").Message);
    }

    [Fact]
    public void The_shape_of_all_comes_before_the_validity_of_any() =>
        Assert.Equal(TableErrorType.Serialization, Error("{'a':{'N':'x'},'b':{'SS':[]},'c':{'S':1}}").Type);

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(120, false)]
    public void Lists_and_maps_may_lie_32_deep(int levels, bool isAllowed)
    {
        var json = "{'a':" + string.Concat(Enumerable.Repeat("{'L':[", levels)) + "{'S':'x'}" + string.Concat(Enumerable.Repeat("]}", levels)) + "}";
        if (isAllowed)
        {
            Assert.Equal(levels, ItemRules.NestingOf(Item(json)["a"]!));
            Assert.True(ItemCodec.TryDecode(ItemCodec.Encode(Item(json)), out _));
        }
        else
        {
            Assert.StartsWith("Nesting Levels have exceeded supported limits", Error(json).Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{'a':{'S':'x'}}}")]
    [InlineData("{'a':{'S':'\\uD800'}}")]
    [InlineData("{'a':{'S':'x'},}")]
    [InlineData("[]")]
    [InlineData("7")]
    public void What_is_no_JSON_is_a_SerializationException(string json) => Assert.Equal(TableErrorType.Serialization, Error(json).Type);

    [Fact]
    public void Any_item_reads_as_it_was_written() => ItemGen.Item.Sample(item =>
    {
        using MemoryStream stream = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(stream))
        {
            ItemJson.Write(writer, item);
        }

        Assert.True(ItemJson.TryParseItem(stream.ToArray(), out var read, out _));
        Assert.Equal(item, read);
    });
}
