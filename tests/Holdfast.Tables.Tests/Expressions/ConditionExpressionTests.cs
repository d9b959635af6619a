using Holdfast.Tables.Expressions;
using static Holdfast.Tables.Tests.Expressions.ExpressionText;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Expressions;

public sealed class ConditionExpressionTests
{
    private const string Thing = "{'s':{'S':'text'},'n':{'N':'5'},'b':{'B':'AAEC'},'t':{'BOOL':true},'l':{'L':[{'N':'1'},{'M':{'x':{'S':'deep'}}}]},"
        + "'m':{'M':{'k':{'S':'v'},'size':{'N':'7'}}},'ss':{'SS':['a','b']},'ns':{'NS':['1','5']},'a.b':{'S':'dotted'},'nil':{'NULL':true}}";

    [Theory]
    [InlineData("s = :s", true)]
    [InlineData("n = :s", false)]
    [InlineData("n <> :s", true)]
    [InlineData("absent = :s", false)]
    [InlineData("absent <> :s", true)]
    [InlineData("n <= :n AND n >= :n AND NOT n < :n AND NOT n > :n", true)]
    [InlineData("absent < :n OR absent >= :n", false)]
    [InlineData("s < :n OR s >= :n", false)]
    [InlineData("n BETWEEN :m AND :n", true)]
    [InlineData(":n BETWEEN n AND n", true)]
    [InlineData("n IN (:s, :n)", true)]
    [InlineData("absent IN (:s, :n)", false)]
    [InlineData("attribute_exists(l[1].x) AND attribute_exists(m.#size)", true)]
    [InlineData("attribute_exists(l[9]) OR attribute_exists(l.x) OR attribute_exists(m[0])", false)]
    [InlineData("attribute_not_exists(absent)", true)]
    [InlineData("attribute_exists(#dot) AND attribute_not_exists(a.b)", true)]
    [InlineData("attribute_type(n, :type)", true)]
    [InlineData("attribute_type(s, :type)", false)]
    [InlineData("begins_with(s, :e)", true)]
    [InlineData("begins_with(b, :b)", true)]
    [InlineData("begins_with(s, :b)", false)]
    [InlineData("contains(s, :e)", true)]
    [InlineData("contains(l, :n)", false)]
    [InlineData("contains(ns, :n)", true)]
    [InlineData("contains(ns, :s)", false)]
    [InlineData("contains(:ss, s)", false)]
    [InlineData("size(l) < :n AND size(s) < :n AND size(b) < :n AND size(m) < :n AND size(ss) < :n", true)]
    [InlineData("size(n) < :n", false)]
    [InlineData("size(absent) < :n", false)]
    [InlineData("l = :l OR ss = :ss", true)]
    [InlineData("s = :s OR n = :s AND n = :s", true)]
    [InlineData("(s = :s OR n = :s) AND n = :s", false)]
    [InlineData("NOT s = :s OR n = :n", true)]
    [InlineData("NOT (s = :s OR n = :n)", false)]
    [InlineData("not NOT s = :s aNd n In (:n)", true)]
    [InlineData("(s) = :s AND (m).k <> (:s)", true)]
    [InlineData(" ( s=:s )AND(n=:n ) ", true)]
    [InlineData("#n = :n", true)]
    public void A_condition_holds_or_not(string text, bool holds) => Assert.Equal(holds, Condition(text).Holds(Item(Thing)));

    [Fact]
    public void An_item_that_is_not_there_has_no_attributes()
    {
        Assert.True(Condition("attribute_not_exists(s)").Holds(null));
        Assert.False(Condition("s = :s").Holds(null));
    }

    [Theory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("s", "Syntax error; token: \"<EOF>\", near: \"s\"")]
    [InlineData("s =", "Syntax error; token: \"<EOF>\", near: \"=\"")]
    [InlineData("s = = :s", "Syntax error; token: \"=\", near: \"= = :s\"")]
    [InlineData("s = :s AND", "Syntax error; token: \"<EOF>\", near: \"AND\"")]
    [InlineData("s = :s n = :n", "Syntax error; token: \"n\", near: \":s n =\"")]
    [InlineData("s AND n = :n", "Syntax error; token: \"AND\", near: \"s AND n\"")]
    [InlineData("(s = :s", "Syntax error; token: \"<EOF>\", near: \":s\"")]
    [InlineData("_s = :s", "Syntax error; token: \"_\", near: \"_s\"")]
    [InlineData("s-s = :s", "Syntax error; token: \"-\", near: \"s-s\"")]
    [InlineData("a[99999999999] = :s", "List index is not within the allowable range; index: [99999999999]")]
    [InlineData("(s) AND n = :n", "Syntax error; token: \"AND\", near: \") AND n\"")]
    [InlineData("s = (n = :n)", "Syntax error; token: \"<EOF>\", near: \")\"")]
    public void What_does_not_read_is_told_with_its_token(string text, string error) => Assert.Equal(error, ConditionError(text));

    [Theory]
    [InlineData("((s = :s))")]
    [InlineData("((s)) = :s")]
    [InlineData("s = ((:s))")]
    [InlineData("NOT ((s = :s AND n = :n)) OR Abort(s)")]
    public void Redundant_parentheses_are_an_error(string text) => Assert.Equal("The expression has redundant parentheses;", ConditionError(text));

    [Theory]
    [InlineData("foo(s)", "Invalid function name; function: foo")]
    [InlineData("size(s)", "The function is not allowed to be used this way in an expression; function: size")]
    [InlineData("attribute_exists(s) = :t", "The function is not allowed to be used this way in an expression; function: attribute_exists")]
    [InlineData("contains(begins_with(s, :s), :s)", "The function is not allowed to be used this way in an expression; function: begins_with")]
    [InlineData("abort = :s", "Attribute name is a reserved keyword; reserved keyword: abort")]
    [InlineData("s.Size = :s", "Attribute name is a reserved keyword; reserved keyword: Size")]
    [InlineData("#x = :s", "An expression attribute name used in the document path is not defined; attribute name: #x")]
    [InlineData("s = :x", "An expression attribute value used in expression is not defined; attribute value: :x")]
    [InlineData("size(s, n) = :n", "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2")]
    [InlineData("s = s", "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [s]")]
    [InlineData("contains(l[0].x, l[0].x)", "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [l, [0], x]")]
    [InlineData("attribute_exists(:s)", "Operator or function requires a document path; operator or function: attribute_exists")]
    [InlineData("begins_with(s, :n)", "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    [InlineData("attribute_type(s, n)", "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}")]
    [InlineData("attribute_type(s, :s)", "Invalid attribute type name found; type: text, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}")]
    [InlineData("size(:n) = :n", "Incorrect operand type for operator or function; operator or function: size, operand type: N")]
    [InlineData("s < :t", "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL")]
    [InlineData("n BETWEEN :n AND :s", "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:text}")]
    [InlineData("n BETWEEN :n AND :m", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:-2}")]
    public void What_means_nothing_is_told_in_AWSs_words(string text, string error) => Assert.Equal(error, ConditionError(text));

    [Theory]
    [InlineData("s = :x AND foo(s)", "Invalid function name; function: foo")]
    [InlineData("s = :x AND abort = :n", "Attribute name is a reserved keyword; reserved keyword: abort")]
    [InlineData("s = s AND n = :x", "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [s]")]
    public void Of_several_errors_the_first_in_AWSs_order_is_told(string text, string error) => Assert.Equal(error, ConditionError(text));

    [Fact]
    public void Limits_hold()
    {
        Assert.Equal("Expression size has exceeded the maximum allowed size; expression size: 4098", ConditionError("s = :s" + new string(' ', 4092)));
        Assert.NotNull(Condition(string.Join(" OR ", Enumerable.Repeat("n=:n", 150))));
        Assert.Equal("The expression contains too many operators; operator count: 301", ConditionError(string.Join(" OR ", Enumerable.Repeat("n=:n", 151))));
        Assert.StartsWith("The IN operator is provided with too many operands", ConditionError($"n IN ({string.Join(',', Enumerable.Repeat(":n", 101))})"));
        Assert.StartsWith("The document path has too many nesting elements", ConditionError("a" + string.Concat(Enumerable.Repeat("[0]", 32)) + " = :n"));
        Assert.StartsWith("The expression contains too many nested", ConditionError(new string('(', 2000) + "n = :n" + new string(')', 2000)));
        Assert.StartsWith("The expression contains too many nested", ConditionError(string.Concat(Enumerable.Repeat("NOT ", 1000)) + "n = :n"));
    }

    [Fact]
    public void Unused_names_and_values_are_errors()
    {
        var context = Context("{'#a':{'S':'a'},'#b':{'S':'b'}}", "{':a':{'S':'a'},':b':{'S':'b'}}");
        Assert.True(ConditionExpression.TryParse("#a = :a", ExpressionKind.FilterExpression, context, out _, out _));
        Assert.Equal("Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}", context.FindUnused()?.Message);
        Assert.True(ProjectionExpression.TryParse("#b", context, out _, out _));
        Assert.Equal("Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}", context.FindUnused()?.Message);
        Assert.True(ConditionExpression.TryParse("c = :b", ExpressionKind.ConditionExpression, context, out _, out _));
        Assert.Null(context.FindUnused());
    }

    [Theory]
    [InlineData("{}", null, "ExpressionAttributeNames must not be empty")]
    [InlineData(null, "{}", "ExpressionAttributeValues must not be empty")]
    [InlineData("{'a':{'S':'a'}}", null, "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"")]
    [InlineData(null, "{':a-b':{'S':'a'}}", "ExpressionAttributeValues contains invalid key: Syntax error; key: \":a-b\"")]
    [InlineData(null, "{':':{'S':'a'}}", "ExpressionAttributeValues contains invalid key: Syntax error; key: \":\"")]
    public void Placeholders_have_their_form(string? names, string? values, string message)
    {
        Assert.False(ExpressionContext.TryCreate(
            names is null ? null : Item(names).ToDictionary(one => one.Name, one => one.Name),
            values is null ? null : Item(values).ToDictionary(one => one.Name, one => one.Value),
            out _,
            out var error));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Reserved_words_are_those_of_AWSs_list_in_all_four_kinds_of_expression()
    {
        Assert.Equal(573, ReservedWords.Count);
        const string Reserved = "Attribute name is a reserved keyword; reserved keyword: Zone";
        Assert.Equal(Reserved, ConditionError("Zone = :s"));
        Assert.Equal(Reserved, ProjectionError("Zone"));
        Assert.Equal(Reserved, UpdateError("REMOVE Zone"));
        Assert.False(KeyConditionExpression.TryParse("Zone = :s", Context(), out _, out var error));
        Assert.Equal($"Invalid KeyConditionExpression: {Reserved}", error.Message);
    }
}
