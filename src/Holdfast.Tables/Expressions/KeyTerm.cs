using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>What a key condition may ask of an attribute.</summary>
internal enum KeyOperator
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Between,
    BeginsWith,
}

/// <summary>A condition on one attribute of a key.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Operator">What is asked.</param>
/// <param name="Value">What it is compared with; with BETWEEN the lower bound.</param>
/// <param name="High">With BETWEEN the upper bound.</param>
internal sealed record KeyTerm(string Name, KeyOperator Operator, AttributeValue Value, AttributeValue? High = null)
{
    /// <summary>The values there are.</summary>
    public IEnumerable<AttributeValue> Values => High is null ? [Value] : [Value, High];

    /// <summary>Whether a value satisfies it.</summary>
    public bool Holds(AttributeValue? value) => Operator switch
    {
        KeyOperator.Between => Comparison.Holds(Comparator.GreaterOrEqual, value, Value) && Comparison.Holds(Comparator.LessOrEqual, value, High),
        KeyOperator.BeginsWith => new BeginsWithCondition(new ValueOperand(value ?? NullValue.Instance), new ValueOperand(Value)).Holds(Item.Empty),
        KeyOperator.Equal => Comparison.Holds(Comparator.Equal, value, Value),
        KeyOperator.Less => Comparison.Holds(Comparator.Less, value, Value),
        KeyOperator.LessOrEqual => Comparison.Holds(Comparator.LessOrEqual, value, Value),
        KeyOperator.Greater => Comparison.Holds(Comparator.Greater, value, Value),
        _ => Comparison.Holds(Comparator.GreaterOrEqual, value, Value),
    };
}
