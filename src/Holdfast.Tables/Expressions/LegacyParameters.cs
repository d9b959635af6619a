using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>
/// The older parameters to what the expressions are made of. That the two kinds are not mixed, and that ComparisonOperator is
/// one of its thirteen values, is for the reader of the request.
/// </summary>
internal static class LegacyParameters
{
    /// <summary>Expected.</summary>
    public static bool TryReadExpected(
        IReadOnlyList<LegacyCondition> conditions,
        string? conditionalOperator,
        [NotNullWhen(true)] out ConditionExpression? expression,
        [NotNullWhen(false)] out TableError? error)
    {
        error = conditions.Select(CheckExpected).FirstOrDefault(fault => fault is not null);
        return Join(conditions, conditionalOperator, out expression, ref error);
    }

    /// <summary>QueryFilter and ScanFilter.</summary>
    public static bool TryReadFilter(
        IReadOnlyList<LegacyCondition> conditions,
        string? conditionalOperator,
        [NotNullWhen(true)] out ConditionExpression? expression,
        [NotNullWhen(false)] out TableError? error)
    {
        error = conditions.Select(condition => condition.CheckOperands()).FirstOrDefault(fault => fault is not null);
        return Join(conditions, conditionalOperator, out expression, ref error);
    }

    /// <summary>KeyConditions.</summary>
    public static bool TryReadKeyConditions(
        IReadOnlyList<LegacyCondition> conditions,
        out ImmutableArray<KeyTerm> terms,
        [NotNullWhen(false)] out TableError? error)
    {
        terms = [];
        error = conditions.Select(condition => condition.CheckOperands()).FirstOrDefault(fault => fault is not null);
        if (error is null && conditions.Any(condition => condition.ToKeyTerm() is null))
        {
            error = TableError.Validation("Attempted conditional constraint is not an indexable operation");
        }

        terms = error is null ? [.. conditions.Select(condition => condition.ToKeyTerm()!)] : [];
        return error is null;
    }

    /// <summary>AttributeUpdates: for each attribute PUT (when nothing is said), ADD or DELETE, and a value.</summary>
    public static bool TryReadUpdates(
        IEnumerable<(string Name, string? Action, AttributeValue? Value)> updates,
        [NotNullWhen(true)] out UpdateExpression? update,
        [NotNullWhen(false)] out TableError? error)
    {
        List<UpdateAction> actions = [];
        (update, error) = (null, null);
        foreach (var (name, action, value) in updates)
        {
            if (TryReadUpdate(DocumentPath.Of(name), action ?? "PUT", value, out var fault) is not { } read)
            {
                error = fault!;
                return false;
            }

            actions.Add(read);
        }

        update = UpdateExpression.Of(actions);
        return true;
    }

    private static UpdateAction? TryReadUpdate(DocumentPath path, string action, AttributeValue? value, out TableError? error)
    {
        const string Mismatch = "Type mismatch for attribute to update";
        error = null;
        switch (action, value)
        {
            case ("DELETE", null):
                return new RemoveAction(path);
            case (_, null):
                error = TableError.InvalidParameter("Only DELETE action is allowed when no attribute value is specified");
                return null;
            case ("DELETE", SetValue members):
                return new DeleteAction(path, members, Mismatch);
            case ("DELETE", _):
                error = TableError.InvalidParameter($"DELETE action with value is not supported for the type {value.Type.Text()}");
                return null;
            case ("ADD", NumberValue or SetValue or ListValue):
                return new AddAction(path, value, Mismatch);
            case ("ADD", _):
                error = TableError.InvalidParameter($"ADD action is not supported for the type {value.Type.Text()}");
                return null;
            default:
                return new SetAction(path, new OperandTerm(new ValueOperand(value)));
        }
    }

    private static TableError? CheckExpected(LegacyCondition condition)
    {
        var what = $"for Attribute: {condition.Name}";
        return condition switch
        {
            { Values: not null, Value: not null } => TableError.InvalidParameter($"Value and AttributeValueList cannot be used together {what}"),
            { ComparisonOperator: not null, Exists: not null } => TableError.InvalidParameter($"Exists and ComparisonOperator cannot be used together {what}"),
            { ComparisonOperator: { } how and not ("NULL" or "NOT_NULL"), Values: null, Value: null } =>
                TableError.InvalidParameter($"Value or AttributeValueList must be used with ComparisonOperator: {how} {what}"),
            { ComparisonOperator: not null } => condition.CheckOperands(),
            { Values: not null } => TableError.InvalidParameter($"AttributeValueList can only be used with a ComparisonOperator {what}"),
            { Exists: not false, Value: null } =>
                TableError.InvalidParameter($"Value must be provided when Exists is {(condition.Exists is null ? "null" : "true")} {what}"),
            { Exists: false, Value: not null } => TableError.InvalidParameter($"Value cannot be used when Exists is false {what}"),
            _ => null,
        };
    }

    private static bool Join(
        IReadOnlyList<LegacyCondition> conditions,
        string? conditionalOperator,
        [NotNullWhen(true)] out ConditionExpression? expression,
        [NotNullWhen(false)] ref TableError? error)
    {
        if (error is null && conditionalOperator is not null && conditions.Count < 2)
        {
            error = TableError.InvalidParameter("ConditionalOperator can only be used when Filter or Expected has two or more elements");
        }

        if (error is not null)
        {
            expression = null;
            return false;
        }

        ImmutableArray<Condition> parts = [.. conditions.Select(condition => condition.ToCondition())];
        expression = new(
            conditionalOperator == "OR" ? new AnyCondition(parts) : new AllCondition(parts),
            [.. conditions.Select(condition => DocumentPath.Of(condition.Name))]);
        return true;
    }
}
