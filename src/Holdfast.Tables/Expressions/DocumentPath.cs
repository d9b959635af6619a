using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>Where in an item something is: <c>a.b[2]</c>. Names are real ones, placeholders resolved.</summary>
internal sealed class DocumentPath(ImmutableArray<PathElement> elements) : IEquatable<DocumentPath>
{
    /// <summary>The steps; the first one is a name.</summary>
    public ImmutableArray<PathElement> Elements { get; } = elements;

    /// <summary>The attribute of the item in which it lies.</summary>
    public string Root => Elements[0].Name!;

    public bool IsNested => Elements.Length > 1;

    public static DocumentPath Of(string name) => new([name]);

    /// <summary>What an item has there; null when nothing.</summary>
    public AttributeValue? Find(Item item)
    {
        var value = item[Root];
        for (var at = 1; at < Elements.Length && value is not null; at++)
        {
            var element = Elements[at];
            value = (element.Name, value) switch
            {
                ({ } name, MapValue map) => map.Attributes[name],
                (null, ListValue list) when element.Index < list.Elements.Length => list.Elements[element.Index],
                _ => null,
            };
        }

        return value;
    }

    public bool Equals(DocumentPath? other) => other is not null && Elements.AsSpan().SequenceEqual(other.Elements.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as DocumentPath);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var element in Elements)
        {
            hash.Add(element);
        }

        return hash.ToHashCode();
    }

    /// <summary>As AWS's messages show it: <c>[a, b, [2]]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Elements)}]";
}
