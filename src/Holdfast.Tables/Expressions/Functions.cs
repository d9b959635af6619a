using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary><c>attribute_exists(path)</c>; its opposite is in a <see cref="NotCondition"/>.</summary>
internal sealed class ExistsCondition(DocumentPath path) : Condition
{
    public DocumentPath Path { get; } = path;

    public override bool Holds(Item item) => Path.Find(item) is not null;
}

/// <summary><c>attribute_type(path, :type)</c>.</summary>
internal sealed class TypeCondition(Operand value, AttributeType type) : Condition
{
    public override bool Holds(Item item) => value.Evaluate(item)?.Type == type;
}

/// <summary><c>begins_with(path, prefix)</c>, for text and binary.</summary>
internal sealed class BeginsWithCondition(Operand value, Operand prefix) : Condition
{
    public Operand Value { get; } = value;

    public Operand Prefix { get; } = prefix;

    public override bool Holds(Item item) => (Value.Evaluate(item), Prefix.Evaluate(item)) switch
    {
        (StringValue text, StringValue begin) => text.Text.StartsWith(begin.Text, StringComparison.Ordinal),
        (BinaryValue binary, BinaryValue begin) => binary.Octets.Span.StartsWith(begin.Octets.Span),
        _ => false,
    };
}

/// <summary><c>contains(path, part)</c>: a part of text or binary, a member of a set, an element of a list.</summary>
internal sealed class ContainsCondition(Operand whole, Operand part) : Condition
{
    public override bool Holds(Item item) => (whole.Evaluate(item), part.Evaluate(item)) switch
    {
        (StringValue text, StringValue within) => text.Text.Contains(within.Text, StringComparison.Ordinal),
        (BinaryValue binary, BinaryValue within) => binary.Octets.Span.IndexOf(within.Octets.Span) >= 0,
        (SetValue set, { } member) => set.Contains(member),
        (ListValue list, { } element) => list.Elements.Contains(element),
        _ => false,
    };
}
