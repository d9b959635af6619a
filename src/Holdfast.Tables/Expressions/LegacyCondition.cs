using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>
/// A condition of the older parameters on one attribute: of Expected, KeyConditions, QueryFilter or ScanFilter ("Legacy
/// conditional parameters"). What the request does not have is null.
/// </summary>
internal sealed record LegacyCondition(string Name)
{
    /// <summary>EQ, NE, LE, LT, GE, GT, NOT_NULL, NULL, CONTAINS, NOT_CONTAINS, BEGINS_WITH, IN or BETWEEN.</summary>
    public string? ComparisonOperator { get; init; }

    /// <summary>AttributeValueList.</summary>
    public ImmutableArray<AttributeValue>? Values { get; init; }

    /// <summary>Value, of Expected alone.</summary>
    public AttributeValue? Value { get; init; }

    /// <summary>Exists, of Expected alone.</summary>
    public bool? Exists { get; init; }

    /// <summary>The values, however they were given.</summary>
    public ImmutableArray<AttributeValue> Operands => Values ?? (Value is null ? [] : [Value]);

    /// <summary>What is wrong with a comparison's operands; null when nothing.</summary>
    public TableError? CheckOperands()
    {
        var operands = Operands;
        if (!IsCount(operands.Length))
        {
            return TableError.InvalidParameter($"Invalid number of argument(s) for the {ComparisonOperator} ComparisonOperator");
        }

        if (operands.Any(operand => operand.Type != operands[0].Type))
        {
            return TableError.InvalidParameter("AttributeValues inside AttributeValueList must be of same type");
        }

        if (operands.Length > 0 && !Allows(operands[0].Type))
        {
            return TableError.InvalidParameter($"ComparisonOperator {ComparisonOperator} is not valid for {operands[0].Type.Text()} AttributeValue type");
        }

        return ComparisonOperator == "BETWEEN" && AttributeOrder.TryCompare(operands[0], operands[1], out var order) && order > 0
            ? TableError.Validation("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound")
            : null;
    }

    /// <summary>The same as a condition, operands checked.</summary>
    public Condition ToCondition()
    {
        var path = DocumentPath.Of(Name);
        Operand attribute = new PathOperand(path);
        Operand[] operands = [.. Operands.Select(value => new ValueOperand(value))];
        return ComparisonOperator switch
        {
            "EQ" => new Comparison(Comparator.Equal, attribute, operands[0]),
            "NE" => new Comparison(Comparator.NotEqual, attribute, operands[0]),
            "LE" => new Comparison(Comparator.LessOrEqual, attribute, operands[0]),
            "LT" => new Comparison(Comparator.Less, attribute, operands[0]),
            "GE" => new Comparison(Comparator.GreaterOrEqual, attribute, operands[0]),
            "GT" => new Comparison(Comparator.Greater, attribute, operands[0]),
            "NOT_NULL" => new ExistsCondition(path),
            "CONTAINS" => new ContainsCondition(attribute, operands[0]),
            "NOT_CONTAINS" => new NotCondition(new ContainsCondition(attribute, operands[0])),
            "BEGINS_WITH" => new BeginsWithCondition(attribute, operands[0]),
            "IN" => new InCondition(attribute, [.. operands]),
            "BETWEEN" => new BetweenCondition(attribute, operands[0], operands[1]),
            "NULL" => new NotCondition(new ExistsCondition(path)),
            _ when Exists == false => new NotCondition(new ExistsCondition(path)),
            _ => new Comparison(Comparator.Equal, attribute, operands[0]),
        };
    }

    /// <summary>The same as a term of a key condition.</summary>
    /// <returns>Null when keys cannot be asked for it.</returns>
    public KeyTerm? ToKeyTerm()
    {
        KeyOperator? how = ComparisonOperator switch
        {
            "EQ" => KeyOperator.Equal,
            "LE" => KeyOperator.LessOrEqual,
            "LT" => KeyOperator.Less,
            "GE" => KeyOperator.GreaterOrEqual,
            "GT" => KeyOperator.Greater,
            "BETWEEN" => KeyOperator.Between,
            "BEGINS_WITH" => KeyOperator.BeginsWith,
            _ => null,
        };
        return how is { } known ? new(Name, known, Operands[0], Operands.ElementAtOrDefault(1)) : null;
    }

    private bool IsCount(int count) => ComparisonOperator switch
    {
        "NULL" or "NOT_NULL" => count == 0,
        "BETWEEN" => count == 2,
        "IN" => count >= 1,
        _ => count == 1,
    };

    private bool Allows(AttributeType type) => ComparisonOperator switch
    {
        "EQ" or "NE" => true,
        "BEGINS_WITH" => type is AttributeType.S or AttributeType.B,
        _ => type.IsScalarKey(),
    };
}
