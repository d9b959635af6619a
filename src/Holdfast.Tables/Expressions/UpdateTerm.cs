using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>What stands on the right of SET: it reads the item as it was before the update.</summary>
internal abstract class UpdateTerm
{
    private const string Missing = "The provided expression refers to an attribute that does not exist in the item";

    /// <summary>The type of the value where it is known without an item.</summary>
    public virtual AttributeType? Type => null;

    /// <summary>The value.</summary>
    /// <returns>Null when there is an error.</returns>
    public abstract AttributeValue? Evaluate(Item item, out TableError? error);

    protected static AttributeValue? Fail(out TableError? error, string message = UpdateExpression.WrongType)
    {
        error = TableError.Validation(message);
        return null;
    }

    protected static AttributeValue? Found(AttributeValue? value, out TableError? error)
    {
        error = value is null ? TableError.Validation(Missing) : null;
        return value;
    }
}

/// <summary>A path or a value.</summary>
internal sealed class OperandTerm(Operand operand) : UpdateTerm
{
    public Operand Operand { get; } = operand;

    public override AttributeType? Type => Operand.Type;

    public override AttributeValue? Evaluate(Item item, out TableError? error) => Found(Operand.Evaluate(item), out error);
}

/// <summary><c>a + b</c> and <c>a - b</c>, exact.</summary>
internal sealed class SumTerm(UpdateTerm left, UpdateTerm right, bool isDifference) : UpdateTerm
{
    public override AttributeType? Type => AttributeType.N;

    public override AttributeValue? Evaluate(Item item, out TableError? error)
    {
        var first = left.Evaluate(item, out error);
        var second = error is null ? right.Evaluate(item, out error) : null;
        if (error is not null)
        {
            return null;
        }

        return first is NumberValue { Number: var x } && second is NumberValue { Number: var y }
            ? Add(x, isDifference ? -y : y, out error)
            : Fail(out error);
    }

    public static NumberValue? Add(DynamoNumber left, DynamoNumber right, out TableError? error)
    {
        var fault = DynamoNumber.Add(left, right, out var sum);
        error = fault == NumberFault.None ? null : fault.ToError();
        return error is null ? new(sum) : null;
    }
}

/// <summary><c>if_not_exists(path, otherwise)</c>.</summary>
internal sealed class IfNotExistsTerm(DocumentPath path, UpdateTerm otherwise) : UpdateTerm
{
    public override AttributeValue? Evaluate(Item item, out TableError? error)
    {
        error = null;
        return path.Find(item) ?? otherwise.Evaluate(item, out error);
    }
}

/// <summary><c>list_append(a, b)</c>.</summary>
internal sealed class ListAppendTerm(UpdateTerm left, UpdateTerm right) : UpdateTerm
{
    public override AttributeType? Type => AttributeType.L;

    public override AttributeValue? Evaluate(Item item, out TableError? error)
    {
        var first = left.Evaluate(item, out error);
        var second = error is null ? right.Evaluate(item, out error) : null;
        if (error is not null)
        {
            return null;
        }

        return first is ListValue x && second is ListValue y ? new ListValue(x.Elements.AddRange(y.Elements)) : Fail(out error);
    }
}
