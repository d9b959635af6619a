using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>How two values are compared.</summary>
internal enum Comparator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal static class Comparators
{
    public static Comparator Parse(string text) => text switch
    {
        "=" => Comparator.Equal,
        "<>" => Comparator.NotEqual,
        "<" => Comparator.Less,
        "<=" => Comparator.LessOrEqual,
        ">" => Comparator.Greater,
        ">=" => Comparator.GreaterOrEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "no comparator"),
    };

    public static bool IsOrder(this Comparator comparator) => comparator > Comparator.NotEqual;

    /// <summary>The comparator that holds when both sides change places.</summary>
    public static Comparator Mirror(this Comparator comparator) => comparator switch
    {
        Comparator.Less => Comparator.Greater,
        Comparator.LessOrEqual => Comparator.GreaterOrEqual,
        Comparator.Greater => Comparator.Less,
        Comparator.GreaterOrEqual => Comparator.LessOrEqual,
        _ => comparator,
    };
}

/// <summary>
/// <c>a = b</c> and its like. Values of different types, and a value that is not there, are unequal to everything and in no order
/// with anything.
/// </summary>
internal sealed class Comparison(Comparator comparator, Operand left, Operand right) : Condition
{
    public Comparator Comparator { get; } = comparator;

    public Operand Left { get; } = left;

    public Operand Right { get; } = right;

    public override bool Holds(Item item) => Holds(Comparator, Left.Evaluate(item), Right.Evaluate(item));

    public static bool Holds(Comparator comparator, AttributeValue? left, AttributeValue? right)
    {
        if (!comparator.IsOrder())
        {
            return (left is not null && left.Equals(right)) == (comparator == Comparator.Equal);
        }

        return left is not null && right is not null && AttributeOrder.TryCompare(left, right, out var order) && comparator switch
        {
            Comparator.Less => order < 0,
            Comparator.LessOrEqual => order <= 0,
            Comparator.Greater => order > 0,
            _ => order >= 0,
        };
    }
}

/// <summary><c>a BETWEEN low AND high</c>, both included.</summary>
internal sealed class BetweenCondition(Operand value, Operand low, Operand high) : Condition
{
    public Operand Value { get; } = value;

    public Operand Low { get; } = low;

    public Operand High { get; } = high;

    public override bool Holds(Item item)
    {
        var value = Value.Evaluate(item);
        return Comparison.Holds(Comparator.GreaterOrEqual, value, Low.Evaluate(item))
            && Comparison.Holds(Comparator.LessOrEqual, value, High.Evaluate(item));
    }
}

/// <summary><c>a IN (b, c)</c>: equal to one of them.</summary>
internal sealed class InCondition(Operand value, ImmutableArray<Operand> options) : Condition
{
    public override bool Holds(Item item)
    {
        var sought = value.Evaluate(item);
        foreach (var option in options)
        {
            if (Comparison.Holds(Comparator.Equal, sought, option.Evaluate(item)))
            {
                return true;
            }
        }

        return false;
    }
}
