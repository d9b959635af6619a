using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>A ConditionExpression or FilterExpression, ready to be asked.</summary>
/// <param name="Condition">What must hold.</param>
/// <param name="Paths">The paths it speaks of.</param>
internal sealed record ConditionExpression(Condition Condition, ImmutableArray<DocumentPath> Paths)
{
    /// <summary>Whether it holds of an item; one that is not there is null.</summary>
    public bool Holds(Item? item) => Condition.Holds(item ?? Item.Empty);

    /// <summary>Reads a condition.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="kind">The parameter it came in.</param>
    /// <param name="context">The placeholders of the request.</param>
    /// <param name="expression">The condition.</param>
    /// <param name="error">What is wrong, as AWS says it.</param>
    public static bool TryParse(
        string text,
        ExpressionKind kind,
        ExpressionContext context,
        [NotNullWhen(true)] out ConditionExpression? expression,
        [NotNullWhen(false)] out TableError? error)
    {
        expression = null;
        var fault = TryRead(text, out var syntax, out var redundant) ?? new ConditionBinder(context).Bind(syntax, redundant, out expression);
        error = fault is null ? null : ExpressionBinder.Invalid(kind, fault);
        expression = fault is null ? expression : null;
        return expression is not null;
    }

    /// <summary>A text to its syntax.</summary>
    /// <returns>What is wrong with it; null when nothing.</returns>
    public static string? TryRead(string text, out Syntax syntax, out bool hasRedundantParentheses)
    {
        ConditionReader reader = new(text.Length > ExpressionLimits.MaxOctets ? "" : text);
        syntax = reader.Read();
        hasRedundantParentheses = reader.HasRedundantParentheses;
        return ExpressionBinder.CheckText(text) ?? reader.Fault ?? ExpressionBinder.CheckOperators(reader.Operators);
    }
}
