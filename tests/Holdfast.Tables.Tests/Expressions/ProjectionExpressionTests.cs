using Holdfast.Tables.Expressions;
using static Holdfast.Tables.Tests.Expressions.ExpressionText;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Expressions;

public sealed class ProjectionExpressionTests
{
    private const string Thing = "{'a':{'M':{'x':{'S':'1'},'y':{'S':'2'}}},'a.b':{'S':'dot'},'l':{'L':[{'N':'0'},{'M':{'k':{'N':'1'}}},{'N':'2'}]}}";

    [Theory]
    [InlineData("a.x", "{'a':{'M':{'x':{'S':'1'}}}}")]
    [InlineData("l[2], l[0], a.y", "{'a':{'M':{'y':{'S':'2'}}},'l':{'L':[{'N':'0'},{'N':'2'}]}}")]
    [InlineData("l[1].k", "{'l':{'L':[{'M':{'k':{'N':'1'}}}]}}")]
    [InlineData("#dot", "{'a.b':{'S':'dot'}}")]
    [InlineData("absent, a.z, l[7], #dot.x", "{}")]
    [InlineData("a, l[0]", "{'a':{'M':{'x':{'S':'1'},'y':{'S':'2'}}},'l':{'L':[{'N':'0'}]}}")]
    public void What_is_wanted_of_an_item_is_given(string text, string json) => Assert.Equal(json, Json(Projection(text).Project(Item(Thing))));

    [Theory]
    [InlineData("a, a", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("a.x[1], b, a.x", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, x, [1]], path two: [a, x]")]
    [InlineData("a, a.x", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, x]")]
    [InlineData("a.x, a[0]", "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, x], path two: [a, [0]]")]
    [InlineData("n, #n", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]")]
    [InlineData("a,", "Syntax error; token: \"<EOF>\", near: \",\"")]
    [InlineData("a b", "Syntax error; token: \"b\", near: \"a b\"")]
    [InlineData("a[:n]", "Syntax error; token: \":n\", near: \"[:n]\"")]
    [InlineData("a[-1]", "Syntax error; token: \"-\", near: \"[-1\"")]
    [InlineData("", "The expression can not be empty;")]
    public void Overlapping_paths_and_other_faults_are_told(string text, string error) => Assert.Equal(error, ProjectionError(text));

    [Fact]
    public void Attributes_to_get_are_whole_and_distinct()
    {
        Assert.True(ProjectionExpression.TryCreate(["a.b", "zone"], out var projection, out _));
        Assert.Equal("{'a.b':{'S':'dot'}}", Json(projection.Project(Item(Thing))));
        Assert.False(ProjectionExpression.TryCreate(["a", "b", "a"], out _, out var error));
        Assert.Equal("One or more parameter values were invalid: Duplicate value in attribute name: a", error.Message);
    }
}
