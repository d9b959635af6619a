using static Holdfast.Tables.Tests.Expressions.ExpressionText;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Expressions;

public sealed class UpdateExpressionTests
{
    [Theory]
    [InlineData("{'a':{'N':'1'}}", "SET a = a + :n", "{'a':{'N':'6'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET a = :n - a", "{'a':{'N':'4'}}")]
    [InlineData("{}", "SET a = if_not_exists(a, :m) + :n", "{'a':{'N':'3'}}")]
    [InlineData("{'a':{'N':'1'},'b':{'N':'2'}}", "SET a = b, b = a", "{'a':{'N':'2'},'b':{'N':'1'}}")]
    [InlineData("{'a':{'N':'1'},'b':{'N':'2'}}", "SET a = b REMOVE b", "{'a':{'N':'2'}}")]
    [InlineData("{'l':{'L':[{'S':'0'}]}}", "SET l = list_append(l, :l)", "{'l':{'L':[{'S':'0'},{'N':'1'},{'S':'x'}]}}")]
    [InlineData("{'l':{'L':[{'S':'0'}]}}", "SET l = list_append(:l, if_not_exists(x, l))", "{'l':{'L':[{'N':'1'},{'S':'x'},{'S':'0'}]}}")]
    [InlineData("{'m':{'M':{}}}", "SET m.k = :s, #dot = :n", "{'a.b':{'N':'5'},'m':{'M':{'k':{'S':'text'}}}}")]
    [InlineData("{'l':{'L':[{'S':'0'},{'S':'1'},{'S':'2'},{'S':'3'}]}}", "REMOVE l[0], l[1], l[9]", "{'l':{'L':[{'S':'2'},{'S':'3'}]}}")]
    [InlineData("{'l':{'L':[{'S':'0'},{'S':'1'}]}}", "SET l[9] = :n, l[7] = :m, l[1] = :s REMOVE l[0]", "{'l':{'L':[{'S':'text'},{'N':'-2'},{'N':'5'}]}}")]
    [InlineData("{}", "REMOVE a, b DELETE ss :ss", "{}")]
    [InlineData("{'a':{'S':'x'}}", "set a=(:n)remove b add c :n", "{'a':{'N':'5'},'c':{'N':'5'}}")]
    [InlineData("{'a':{'N':'1'}}", "SET b = (a + :n)", "{'a':{'N':'1'},'b':{'N':'6'}}")]
    public void An_update_changes_an_item(string before, string text, string after)
    {
        Assert.True(Update(text).TryApply(Item(before), out var updated, out var error), error?.Message);
        Assert.Equal(after, Json(updated));
    }

    [Fact]
    public void Right_hand_sides_of_SET_read_the_old_item() => An_update_changes_an_item(
        "{'a':{'N':'1'},'b':{'N':'1'}}", "SET a = a + :n, b = a + :n, c = if_not_exists(c, a)", "{'a':{'N':'6'},'b':{'N':'6'},'c':{'N':'1'}}");

    [Theory]
    [InlineData("{}", "ADD a :n, ss :ss", "{'a':{'N':'5'},'ss':{'SS':['a','b']}}")]
    [InlineData("{'a':{'N':'1'},'ss':{'SS':['z']}}", "ADD a :m, ss :ss", "{'a':{'N':'-1'},'ss':{'SS':['a','b','z']}}")]
    public void ADD_creates_and_adds(string before, string text, string after) => An_update_changes_an_item(before, text, after);

    [Theory]
    [InlineData("{'ss':{'SS':['a','b','c']}}", "DELETE ss :ss", "{'ss':{'SS':['c']}}")]
    [InlineData("{'ss':{'SS':['a']}}", "DELETE ss :ss", "{}")]
    [InlineData("{'m':{'M':{'ss':{'SS':['a','b']}}}}", "DELETE m.ss :ss", "{'m':{'M':{}}}")]
    public void DELETE_that_empties_a_set_removes_the_attribute(string before, string text, string after) => An_update_changes_an_item(before, text, after);

    [Theory]
    [InlineData("{}", "SET a = b", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("{'b':{'S':'x'}}", "SET a = b + :n", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'b':{'S':'x'}}", "SET a = list_append(b, :l)", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'a':{'S':'x'}}", "ADD a :n", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'a':{'NS':['1']}}", "ADD a :ss", "An operand in the update expression has an incorrect data type")]
    [InlineData("{'a':{'NS':['1']}}", "DELETE a :ss", "An operand in the update expression has an incorrect data type")]
    [InlineData("{}", "SET a.b = :n", "The document path provided in the update expression is invalid for update")]
    [InlineData("{'a':{'S':'x'}}", "REMOVE a[0]", "The document path provided in the update expression is invalid for update")]
    [InlineData("{'a':{'N':'9e125'}}", "SET a = a + a", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("{'a':{'N':'1e100'}}", "ADD a :n", "Attempting to store more than 38 significant digits in a Number")]
    public void What_does_not_fit_the_item_is_told(string before, string text, string message)
    {
        Assert.False(Update(text).TryApply(Item(before), out _, out var error));
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("a = :n", "Syntax error; token: \"a\", near: \"a =\"")]
    [InlineData("SET", "Syntax error; token: \"<EOF>\", near: \"SET\"")]
    [InlineData("SET a = :n,", "Syntax error; token: \"<EOF>\", near: \",\"")]
    [InlineData("SET a = :n + :n + :n", "Syntax error; token: \"+\", near: \":n + :n\"")]
    [InlineData("ADD a b", "Syntax error; token: \"b\", near: \"a b\"")]
    [InlineData("SET a = :n SET b = :n", "The \"SET\" section can only be used once in an update expression;")]
    [InlineData("SET a = foo(b)", "Invalid function name; function: foo")]
    [InlineData("SET a = list_append(b)", "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1")]
    [InlineData("SET a = list_append(b, :n)", "Incorrect operand type for operator or function; operator or function: list_append, operand type: N")]
    [InlineData("SET a = b + :s", "Incorrect operand type for operator or function; operator or function: +, operand type: S")]
    [InlineData("SET a = if_not_exists(:n, :n)", "Operator or function requires a document path; operator or function: if_not_exists")]
    [InlineData("ADD a :s", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING")]
    [InlineData("DELETE a :n", "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER")]
    [InlineData("SET a = :n REMOVE a.b", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]")]
    [InlineData("SET a.b = :n, a[0] = :n", "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]")]
    [InlineData("SET a = :x", "An expression attribute value used in expression is not defined; attribute value: :x")]
    public void What_means_nothing_is_told_in_AWSs_words(string text, string error) => Assert.Equal(error, UpdateError(text));

    [Fact]
    public void UPDATED_OLD_and_UPDATED_NEW_have_nested_paths()
    {
        var update = Update("SET a.x = :n, l[1] = :s REMOVE b");
        var before = Item("{'a':{'M':{'x':{'N':'1'},'y':{'N':'2'}}},'b':{'S':'old'},'l':{'L':[{'S':'0'},{'S':'1'}]},'z':{'NULL':true}}");
        Assert.True(update.TryApply(before, out var after, out _));
        Assert.Equal("{'a':{'M':{'x':{'N':'1'}}},'b':{'S':'old'},'l':{'L':[{'S':'1'}]}}", Json(update.Changed.Project(before)));
        Assert.Equal("{'a':{'M':{'x':{'N':'5'}}},'l':{'L':[{'S':'text'}]}}", Json(update.Changed.Project(after)));
    }

    [Fact]
    public void An_update_nests_no_deeper_than_an_item_may()
    {
        var deep = "{'a':" + string.Concat(Enumerable.Repeat("{'L':[", 32)) + "{'S':'x'}" + string.Concat(Enumerable.Repeat("]}", 32)) + "}";
        Assert.True(Update("SET b = list_append(:l, a)").TryApply(Item(deep), out _, out _));
        Assert.False(Update("SET a" + string.Concat(Enumerable.Repeat("[0]", 31)) + " = a").TryApply(Item(deep), out _, out var error));
        Assert.StartsWith("Nesting Levels have exceeded supported limits", error.Message);
    }
}
