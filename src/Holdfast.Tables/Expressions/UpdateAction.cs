using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>What becomes of the value at a path.</summary>
/// <param name="Path">The path.</param>
internal abstract record UpdateAction(DocumentPath Path)
{
    /// <summary>The type that the value will have, where it is known without an item.</summary>
    public virtual AttributeType? ResultType => null;

    /// <summary>The new value.</summary>
    /// <param name="item">The item before the update.</param>
    /// <param name="current">What it has at the path; null when nothing.</param>
    /// <param name="error">What is wrong.</param>
    /// <returns>Null when nothing is to be there, or there is an error.</returns>
    public abstract AttributeValue? Apply(Item item, AttributeValue? current, out TableError? error);
}

/// <summary>SET.</summary>
internal sealed record SetAction(DocumentPath Path, UpdateTerm Term) : UpdateAction(Path)
{
    public override AttributeType? ResultType => Term.Type;

    public override AttributeValue? Apply(Item item, AttributeValue? current, out TableError? error) => Term.Evaluate(item, out error);
}

/// <summary>REMOVE.</summary>
internal sealed record RemoveAction(DocumentPath Path) : UpdateAction(Path)
{
    public override AttributeValue? Apply(Item item, AttributeValue? current, out TableError? error)
    {
        error = null;
        return null;
    }
}

/// <summary>ADD: a number to a number, members to a set, and to a list by the older parameters; what is not there begins as zero or empty.</summary>
internal sealed record AddAction(DocumentPath Path, AttributeValue Value, string Mismatch = UpdateExpression.WrongType) : UpdateAction(Path)
{
    public override AttributeType? ResultType => Value.Type;

    public override AttributeValue? Apply(Item item, AttributeValue? current, out TableError? error)
    {
        error = null;
        switch (current, Value)
        {
            case (null, _):
                return Value;
            case (NumberValue number, NumberValue more):
                return SumTerm.Add(number.Number, more.Number, out error);
            case (SetValue set, SetValue more) when set.Type == more.Type:
                return set.Union(more);
            case (ListValue list, ListValue more):
                return new ListValue(list.Elements.AddRange(more.Elements));
            default:
                error = TableError.Validation(Mismatch);
                return null;
        }
    }
}

/// <summary>DELETE: members from a set; an emptied set is gone.</summary>
internal sealed record DeleteAction(DocumentPath Path, SetValue Value, string Mismatch = UpdateExpression.WrongType) : UpdateAction(Path)
{
    public override AttributeValue? Apply(Item item, AttributeValue? current, out TableError? error)
    {
        error = current is null || current.Type == Value.Type ? null : TableError.Validation(Mismatch);
        return error is null ? (current as SetValue)?.Except(Value) : null;
    }
}
