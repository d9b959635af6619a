using System.Text.Json;

namespace Holdfast.Tables.Operations.Shapes;

/// <summary>
/// What a value of a request may be. A request is checked twice before an operation reads it, as AWS does: first all types
/// (SerializationException, the first fault alone), then all constraints (ValidationException, up to ten faults together).
/// </summary>
internal abstract class Shape
{
    /// <summary>A boolean.</summary>
    public static Shape Flag { get; } = new FlagShape();

    /// <summary>An attribute's value, which ItemJson reads and judges.</summary>
    public static Shape Value { get; } = new ValueShape();

    /// <summary>Any text.</summary>
    public static Shape AnyText { get; } = new TextShape();

    /// <summary>What is wrong with the type; null when nothing is.</summary>
    public abstract string? FindTypeFault(JsonElement value);

    /// <summary>What is wrong with a value of the right type.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it stands, such as <c>keySchema.1.member.attributeName</c>.</param>
    /// <param name="faults">Where faults go.</param>
    public virtual void Collect(JsonElement value, string path, ConstraintFaults faults)
    {
    }

    /// <summary>One of some words.</summary>
    public static Shape OneOf(params string[] words) => new TextShape { Words = words };

    /// <summary>A list.</summary>
    public static Shape ListOf(Shape element, int least = 0, int most = int.MaxValue) => new ListShape(element, least, most);

    /// <summary>A map by names.</summary>
    /// <param name="element">Its values.</param>
    /// <param name="java">What AWS calls the type of its values, as a fault shows it.</param>
    /// <param name="least">How many at least.</param>
    /// <param name="most">How many at most.</param>
    public static Shape MapOf(Shape element, string java, int least = 0, int most = int.MaxValue) => new MapShape(element, java, least, most);

    /// <summary>A structure.</summary>
    public static StructShape Struct(string name, params Member[] members) => new(name, members);

    private sealed class ValueShape : Shape
    {
        public override string? FindTypeFault(JsonElement value) => null;
    }

    private sealed class FlagShape : Shape
    {
        public override string? FindTypeFault(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => null,
            JsonValueKind.String => "Unexpected token received from parser",
            _ => TypeFaults.Scalar(value, "Boolean"),
        };
    }
}

/// <summary>A member of a structure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What it may be.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record Member(string Name, Shape Shape, bool IsRequired = false)
{
    /// <summary>The name as constraint faults have it: with a small first letter.</summary>
    public string PathName { get; } = char.ToLowerInvariant(Name[0]) + Name[1..];
}
