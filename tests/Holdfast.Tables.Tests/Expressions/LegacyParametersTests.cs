using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Expressions;

public sealed class LegacyParametersTests
{
    private const string Thing = "{'s':{'S':'text'},'n':{'N':'5'},'ss':{'SS':['a','b']}}";

    [Theory]
    [InlineData("EQ", "s", "[{'S':'text'}]", true)]
    [InlineData("NE", "x", "[{'S':'text'}]", true)]
    [InlineData("LE", "n", "[{'N':'5.0'}]", true)]
    [InlineData("LT", "n", "[{'N':'5'}]", false)]
    [InlineData("GE", "n", "[{'S':'5'}]", false)]
    [InlineData("GT", "n", "[{'N':'4'}]", true)]
    [InlineData("NOT_NULL", "n", "[]", true)]
    [InlineData("NULL", "n", "[]", false)]
    [InlineData("CONTAINS", "ss", "[{'S':'a'}]", true)]
    [InlineData("NOT_CONTAINS", "s", "[{'S':'ex'}]", false)]
    [InlineData("BEGINS_WITH", "s", "[{'S':'te'}]", true)]
    [InlineData("IN", "n", "[{'N':'4'},{'N':'5'}]", true)]
    [InlineData("BETWEEN", "n", "[{'N':'5'},{'N':'6'}]", true)]
    public void A_filter_holds_as_its_expression_would(string how, string name, string values, bool holds)
    {
        Assert.True(LegacyParameters.TryReadFilter([Condition(how, name, values)], null, out var filter, out var error), error?.Message);
        Assert.Equal(holds, filter.Holds(Item(Thing)));
        Assert.Equal(name, Assert.Single(filter.Paths).Root);
    }

    [Theory]
    [InlineData("EQ", "[]", "One or more parameter values were invalid: Invalid number of argument(s) for the EQ ComparisonOperator")]
    [InlineData("NULL", "[{'S':'a'}]", "One or more parameter values were invalid: Invalid number of argument(s) for the NULL ComparisonOperator")]
    [InlineData("IN", "[{'S':'a'},{'N':'1'}]", "One or more parameter values were invalid: AttributeValues inside AttributeValueList must be of same type")]
    [InlineData("LT", "[{'BOOL':true}]", "One or more parameter values were invalid: ComparisonOperator LT is not valid for BOOL AttributeValue type")]
    [InlineData("BETWEEN", "[{'N':'2'},{'N':'1'}]", "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound")]
    public void What_a_comparison_cannot_have_is_told(string how, string values, string message)
    {
        Assert.False(LegacyParameters.TryReadFilter([Condition(how, "s", values)], null, out _, out var error));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Conditions_are_joined_by_the_operator()
    {
        LegacyCondition[] two = [Condition("NULL", "n", "[]"), Condition("NULL", "x", "[]")];
        Assert.True(LegacyParameters.TryReadFilter(two, "OR", out var any, out _) && any.Holds(Item(Thing)));
        Assert.True(LegacyParameters.TryReadFilter(two, null, out var all, out _));
        Assert.False(all.Holds(Item(Thing)));
        Assert.False(LegacyParameters.TryReadFilter(two[..1], "OR", out _, out var error));
        Assert.EndsWith("two or more elements", error.Message);
    }

    [Fact]
    public void Expected_has_a_value_or_says_that_there_is_none()
    {
        Assert.True(LegacyParameters.TryReadExpected([new("s") { Value = Value("{'S':'text'}") }, new("x") { Exists = false }], null, out var expected, out _));
        Assert.True(expected.Holds(Item(Thing)));
        Assert.False(expected.Holds(null));
        Assert.Equal("Value must be provided when Exists is null for Attribute: s", ExpectedError(new("s")));
        Assert.Equal("Value must be provided when Exists is true for Attribute: s", ExpectedError(new("s") { Exists = true }));
        Assert.Equal("Value cannot be used when Exists is false for Attribute: s", ExpectedError(new("s") { Exists = false, Value = NullValue.Instance }));
        Assert.Equal("Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: s", ExpectedError(new("s") { ComparisonOperator = "EQ" }));
        Assert.Equal("AttributeValueList can only be used with a ComparisonOperator for Attribute: s", ExpectedError(new("s") { Values = [] }));
        Assert.Equal("Exists and ComparisonOperator cannot be used together for Attribute: s", ExpectedError(new("s") { ComparisonOperator = "NULL", Exists = true }));
        Assert.Equal("Value and AttributeValueList cannot be used together for Attribute: s", ExpectedError(new("s") { Values = [], Value = NullValue.Instance }));
    }

    [Fact]
    public void Key_conditions_are_terms_of_a_key()
    {
        Assert.True(LegacyParameters.TryReadKeyConditions([Condition("EQ", "p", "[{'S':'a'}]"), Condition("BETWEEN", "s", "[{'N':'1'},{'N':'2'}]")], out var terms, out _));
        Assert.Equal([KeyOperator.Equal, KeyOperator.Between], terms.Select(term => term.Operator));
        Assert.False(LegacyParameters.TryReadKeyConditions([Condition("NE", "p", "[{'S':'a'}]")], out _, out var error));
        Assert.Equal("Attempted conditional constraint is not an indexable operation", error.Message);
    }

    [Theory]
    [InlineData("n", null, "{'S':'new'}", "{'n':{'S':'new'},'s':{'S':'text'},'ss':{'SS':['a','b']}}")]
    [InlineData("n", "ADD", "{'N':'-5'}", "{'n':{'N':'0'},'s':{'S':'text'},'ss':{'SS':['a','b']}}")]
    [InlineData("ss", "DELETE", "{'SS':['a','b']}", "{'n':{'N':'5'},'s':{'S':'text'}}")]
    [InlineData("ss", "DELETE", null, "{'n':{'N':'5'},'s':{'S':'text'}}")]
    public void Updates_of_whole_attributes_change_an_item(string name, string? action, string? value, string after)
    {
        Assert.True(LegacyParameters.TryReadUpdates([(name, action, value is null ? null : Value(value))], out var update, out _));
        Assert.True(update.TryApply(Item(Thing), out var updated, out _));
        Assert.Equal(after, Json(updated));
    }

    [Theory]
    [InlineData("PUT", null, "One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is specified")]
    [InlineData("ADD", "{'S':'a'}", "One or more parameter values were invalid: ADD action is not supported for the type S")]
    [InlineData("DELETE", "{'N':'1'}", "One or more parameter values were invalid: DELETE action with value is not supported for the type N")]
    [InlineData("ADD", "{'N':'1'}", "Type mismatch for attribute to update")]
    public void An_update_that_cannot_be_is_told(string action, string? value, string message)
    {
        if (LegacyParameters.TryReadUpdates([("s", action, value is null ? null : Value(value))], out var update, out var error))
        {
            update.TryApply(Item(Thing), out _, out error);
        }

        Assert.Equal(message, error?.Message);
    }

    private static LegacyCondition Condition(string how, string name, string values) =>
        new(name) { ComparisonOperator = how, Values = ((ListValue)Value($"{{'L':{values}}}")).Elements };

    private static string ExpectedError(LegacyCondition condition)
    {
        Assert.False(LegacyParameters.TryReadExpected([condition], null, out _, out var error));
        Assert.StartsWith("One or more parameter values were invalid: ", error.Message);
        return error.Message["One or more parameter values were invalid: ".Length..];
    }
}
