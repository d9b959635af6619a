using System.Collections;

namespace Holdfast.Tables.Items;

/// <summary>
/// Attributes by name, immutable: an item, a key, or what a map holds. They are kept sorted by name (ordinal), so that equal
/// items are the same attribute for attribute and have the same octets in the store.
/// </summary>
internal sealed class Item : IReadOnlyCollection<ItemAttribute>, IEquatable<Item>
{
    public static readonly Item Empty = new([]);

    private readonly ImmutableArray<ItemAttribute> _attributes;

    private Item(ImmutableArray<ItemAttribute> attributes) => _attributes = attributes;

    public int Count => _attributes.Length;

    public bool IsEmpty => _attributes.IsEmpty;

    /// <summary>The attributes, sorted by name.</summary>
    public ReadOnlySpan<ItemAttribute> Attributes => _attributes.AsSpan();

    /// <summary>The value under a name; null when there is none.</summary>
    public AttributeValue? this[string name] => Find(name) is var at && at >= 0 ? _attributes[at].Value : null;

    /// <summary>An item of attributes in any order; of those with the same name the last one counts, as in JSON.</summary>
    public static Item From(IEnumerable<ItemAttribute> attributes)
    {
        var all = attributes.ToArray();
        return all.Length == 0 ? Empty : FromOwned(all);
    }

    /// <summary>The same of an array that nobody else changes.</summary>
    internal static Item FromOwned(ItemAttribute[] attributes)
    {
        if (!IsSorted(attributes))
        {
            // Stable, so that the last of equals can win.
            attributes = [.. attributes.OrderBy(one => one.Name, StringComparer.Ordinal)];
            attributes = [.. attributes.Where((one, at) => at + 1 == attributes.Length || attributes[at + 1].Name != one.Name)];
        }

        return new(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(attributes));
    }

    public bool Contains(string name) => Find(name) >= 0;

    /// <summary>This item with one attribute set.</summary>
    public Item With(string name, AttributeValue value)
    {
        var at = Find(name);
        return new(at >= 0 ? _attributes.SetItem(at, new(name, value)) : _attributes.Insert(~at, new(name, value)));
    }

    /// <summary>This item with one attribute less; itself when it has none of that name.</summary>
    public Item Without(string name)
    {
        var at = Find(name);
        return at < 0 ? this : _attributes.Length == 1 ? Empty : new(_attributes.RemoveAt(at));
    }

    /// <summary>The attributes whose names are in a set.</summary>
    public Item Only(IReadOnlySet<string> names) => new([.. _attributes.Where(one => names.Contains(one.Name))]);

    public ImmutableArray<ItemAttribute>.Enumerator GetEnumerator() => _attributes.GetEnumerator();

    IEnumerator<ItemAttribute> IEnumerable<ItemAttribute>.GetEnumerator() => ((IEnumerable<ItemAttribute>)_attributes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_attributes).GetEnumerator();

    public bool Equals(Item? other) => other is not null && (ReferenceEquals(this, other) || Attributes.SequenceEqual(other.Attributes));

    public override bool Equals(object? obj) => Equals(obj as Item);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var attribute in _attributes)
        {
            hash.Add(attribute);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => AttributeText.Of(new MapValue(this));

    private static bool IsSorted(ItemAttribute[] attributes)
    {
        for (var at = 1; at < attributes.Length; at++)
        {
            if (string.CompareOrdinal(attributes[at - 1].Name, attributes[at].Name) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    // Where the name is, or the complement of where it belongs.
    private int Find(string name)
    {
        var (low, high) = (0, _attributes.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(_attributes[middle].Name, name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
