namespace Holdfast.Tables.Items;

/// <summary>
/// A value of an attribute, immutable; one class for each shape. Equal when type and content are, numbers by value and sets
/// whatever their order was.
/// </summary>
internal abstract class AttributeValue : IEquatable<AttributeValue>
{
    private protected AttributeValue()
    {
    }

    public abstract AttributeType Type { get; }

    public abstract bool Equals(AttributeValue? other);

    public sealed override bool Equals(object? obj) => Equals(obj as AttributeValue);

    public abstract override int GetHashCode();

    /// <summary>The value as AWS's messages show it: <c>{S:text}</c>.</summary>
    public override string ToString() => AttributeText.Of(this);
}

/// <summary>S: text.</summary>
internal sealed class StringValue(string text) : AttributeValue
{
    public string Text { get; } = text;

    public override AttributeType Type => AttributeType.S;

    public override bool Equals(AttributeValue? other) => other is StringValue that && Text == that.Text;

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);
}

/// <summary>N: an exact decimal.</summary>
internal sealed class NumberValue(DynamoNumber number) : AttributeValue
{
    public DynamoNumber Number { get; } = number;

    public override AttributeType Type => AttributeType.N;

    public override bool Equals(AttributeValue? other) => other is NumberValue that && Number == that.Number;

    public override int GetHashCode() => Number.GetHashCode();
}

/// <summary>B: octets.</summary>
internal sealed class BinaryValue(ReadOnlyMemory<byte> octets) : AttributeValue
{
    public ReadOnlyMemory<byte> Octets { get; } = octets;

    public override AttributeType Type => AttributeType.B;

    public override bool Equals(AttributeValue? other) => other is BinaryValue that && Octets.Span.SequenceEqual(that.Octets.Span);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Octets.Span);
        return hash.ToHashCode();
    }
}

/// <summary>BOOL.</summary>
internal sealed class BooleanValue : AttributeValue
{
    public static readonly BooleanValue True = new(true);
    public static readonly BooleanValue False = new(false);

    private BooleanValue(bool isTrue) => IsTrue = isTrue;

    public bool IsTrue { get; }

    public override AttributeType Type => AttributeType.BOOL;

    public static BooleanValue Of(bool isTrue) => isTrue ? True : False;

    public override bool Equals(AttributeValue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => IsTrue ? 1 : 2;
}

/// <summary>NULL.</summary>
internal sealed class NullValue : AttributeValue
{
    public static readonly NullValue Instance = new();

    private NullValue()
    {
    }

    public override AttributeType Type => AttributeType.NULL;

    public override bool Equals(AttributeValue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 3;
}

/// <summary>L: values of any types, in their order.</summary>
internal sealed class ListValue(ImmutableArray<AttributeValue> elements) : AttributeValue
{
    public ImmutableArray<AttributeValue> Elements { get; } = elements;

    public override AttributeType Type => AttributeType.L;

    public override bool Equals(AttributeValue? other) => other is ListValue that && Elements.AsSpan().SequenceEqual(that.Elements.AsSpan());

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var element in Elements)
        {
            hash.Add(element);
        }

        return hash.ToHashCode();
    }
}

/// <summary>M: attributes within an attribute.</summary>
internal sealed class MapValue(Item attributes) : AttributeValue
{
    public Item Attributes { get; } = attributes;

    public override AttributeType Type => AttributeType.M;

    public override bool Equals(AttributeValue? other) => other is MapValue that && Attributes.Equals(that.Attributes);

    public override int GetHashCode() => Attributes.GetHashCode();
}
