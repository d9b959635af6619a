using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using static Holdfast.Tables.Tests.Items.ItemText;

namespace Holdfast.Tables.Tests.Expressions;

/// <summary>Expressions with the placeholders that the tests of this folder share.</summary>
internal static class ExpressionText
{
    public const string Names = "{'#n':{'S':'n'},'#dot':{'S':'a.b'},'#size':{'S':'size'}}";

    public const string Values = "{':s':{'S':'text'},':e':{'S':''},':n':{'N':'5'},':m':{'N':'-2'},':b':{'B':'AAE='},':t':{'BOOL':true},"
        + "':l':{'L':[{'N':'1'},{'S':'x'}]},':ss':{'SS':['a','b']},':ss2':{'SS':['b','c']},':ns':{'NS':['1','2']},':type':{'S':'N'},':map':{'M':{'k':{'S':'v'}}},':null':{'NULL':true}}";

    public static ExpressionContext Context(string names = Names, string values = Values)
    {
        Assert.True(ExpressionContext.TryCreate(
            Item(names).ToDictionary(one => one.Name, one => ((StringValue)one.Value).Text),
            Item(values).ToDictionary(one => one.Name, one => one.Value),
            out var context,
            out _));
        return context;
    }

    public static ConditionExpression Condition(string text)
    {
        Assert.True(ConditionExpression.TryParse(text, ExpressionKind.ConditionExpression, Context(), out var expression, out var error), error?.Message);
        return expression;
    }

    public static string ConditionError(string text)
    {
        Assert.False(ConditionExpression.TryParse(text, ExpressionKind.ConditionExpression, Context(), out _, out var error));
        return Strip(error, "ConditionExpression");
    }

    public static ProjectionExpression Projection(string text)
    {
        Assert.True(ProjectionExpression.TryParse(text, Context(), out var projection, out var error), error?.Message);
        return projection;
    }

    public static string ProjectionError(string text)
    {
        Assert.False(ProjectionExpression.TryParse(text, Context(), out _, out var error));
        return Strip(error, "ProjectionExpression");
    }

    public static UpdateExpression Update(string text)
    {
        Assert.True(UpdateExpression.TryParse(text, Context(), out var update, out var error), error?.Message);
        return update;
    }

    public static string UpdateError(string text)
    {
        Assert.False(UpdateExpression.TryParse(text, Context(), out _, out var error));
        return Strip(error, "UpdateExpression");
    }

    private static string Strip(TableError error, string kind)
    {
        Assert.Equal(TableErrorType.Validation, error.Type);
        Assert.StartsWith($"Invalid {kind}: ", error.Message);
        return error.Message[$"Invalid {kind}: ".Length..];
    }
}
