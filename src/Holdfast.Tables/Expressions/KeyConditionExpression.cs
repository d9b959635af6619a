using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>A KeyConditionExpression: conditions on attributes, all of which must hold. Which of them are a key's, the schema knows (<see cref="KeyCondition"/>).</summary>
internal static class KeyConditionExpression
{
    /// <summary>Reads a key condition.</summary>
    public static bool TryParse(
        string text,
        ExpressionContext context,
        out ImmutableArray<KeyTerm> terms,
        [NotNullWhen(false)] out TableError? error)
    {
        terms = [];
        if (!ConditionExpression.TryParse(text, ExpressionKind.KeyConditionExpression, context, out var expression, out error))
        {
            return false;
        }

        List<KeyTerm> found = [];
        if (Collect(expression.Condition, found) is { } fault)
        {
            error = TableError.Validation(fault);
            return false;
        }

        terms = [.. found];
        return true;
    }

    private static string? Collect(Condition condition, List<KeyTerm> terms)
    {
        switch (condition)
        {
            case AllCondition all:
                foreach (var part in all.Parts)
                {
                    if (Collect(part, terms) is { } fault)
                    {
                        return fault;
                    }
                }

                return null;
            case Comparison { Comparator: not Comparator.NotEqual } comparison:
                return CollectComparison(comparison, terms);
            case BetweenCondition between:
                return Add(terms, KeyOperator.Between, "BETWEEN", between.Value, between.Low, between.High);
            case BeginsWithCondition begins:
                return Add(terms, KeyOperator.BeginsWith, "begins_with", begins.Value, begins.Prefix);
            default:
                return $"Invalid operator used in KeyConditionExpression: {NameOf(condition)}";
        }
    }

    private static string? CollectComparison(Comparison comparison, List<KeyTerm> terms)
    {
        // The attribute may stand on either side.
        var isMirrored = comparison is { Left: ValueOperand, Right: PathOperand };
        var (key, value) = isMirrored ? (comparison.Right, comparison.Left) : (comparison.Left, comparison.Right);
        var comparator = isMirrored ? comparison.Comparator.Mirror() : comparison.Comparator;
        return Add(terms, comparator switch
        {
            Comparator.Less => KeyOperator.Less,
            Comparator.LessOrEqual => KeyOperator.LessOrEqual,
            Comparator.Greater => KeyOperator.Greater,
            Comparator.GreaterOrEqual => KeyOperator.GreaterOrEqual,
            _ => KeyOperator.Equal,
        }, null, key, value);
    }

    // Only a comparison may have its attribute elsewhere than first; it has no name here.
    private static string? Add(List<KeyTerm> terms, KeyOperator how, string? name, params ReadOnlySpan<Operand> operands)
    {
        foreach (var operand in operands)
        {
            if (operand is SizeOperand)
            {
                return "KeyConditionExpressions cannot contain nested operations";
            }
        }

        if (operands[0] is not PathOperand key)
        {
            return name is null
                ? "Invalid condition in KeyConditionExpression: No key attribute specified"
                : $"Invalid condition in KeyConditionExpression: {name} operator must have the key attribute as its first operand";
        }

        if (operands[1] is not ValueOperand low || operands[^1] is not ValueOperand high)
        {
            return "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition";
        }

        if (key.Path.IsNested)
        {
            return "KeyConditionExpressions cannot have conditions on nested attributes";
        }

        if (terms.Exists(term => term.Name == key.Path.Root))
        {
            return "KeyConditionExpressions must only contain one condition per key";
        }

        terms.Add(new(key.Path.Root, how, low.Value, how == KeyOperator.Between ? high.Value : null));
        return null;
    }

    private static string NameOf(Condition condition) => condition switch
    {
        AnyCondition => "OR",
        NotCondition { Inner: ExistsCondition } => "attribute_not_exists",
        NotCondition => "NOT",
        InCondition => "IN",
        ExistsCondition => "attribute_exists",
        TypeCondition => "attribute_type",
        ContainsCondition => "contains",
        _ => "<>",
    };
}
