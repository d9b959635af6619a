using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>Something in an expression that has a value, given an item.</summary>
internal abstract class Operand
{
    /// <summary>Its value; null when the item has none.</summary>
    public abstract AttributeValue? Evaluate(Item item);

    /// <summary>The type of the value where it is known without an item.</summary>
    public virtual AttributeType? Type => null;
}

/// <summary>What the item has at a path.</summary>
internal sealed class PathOperand(DocumentPath path) : Operand
{
    public DocumentPath Path { get; } = path;

    public override AttributeValue? Evaluate(Item item) => Path.Find(item);
}

/// <summary>A value of the request.</summary>
internal sealed class ValueOperand(AttributeValue value) : Operand
{
    public AttributeValue Value { get; } = value;

    public override AttributeType? Type => Value.Type;

    public override AttributeValue? Evaluate(Item item) => Value;
}

/// <summary><c>size(…)</c>: characters of text (as UTF-16 counts them), octets of binary, elements of the others; numbers, BOOL and NULL have none.</summary>
internal sealed class SizeOperand(Operand of) : Operand
{
    public override AttributeType? Type => AttributeType.N;

    public override AttributeValue? Evaluate(Item item) => of.Evaluate(item) switch
    {
        StringValue text => Number(text.Text.Length),
        BinaryValue binary => Number(binary.Octets.Length),
        ListValue list => Number(list.Elements.Length),
        MapValue map => Number(map.Attributes.Count),
        SetValue set => Number(set.Members.Length),
        _ => null,
    };

    private static NumberValue Number(int count) => new(DynamoNumber.From(count));
}
