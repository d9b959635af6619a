namespace Holdfast.Tables.Items;

/// <summary>SS, NS or BS: at least one value of one scalar type, each once. They are kept sorted, so that equal sets are the same.</summary>
internal sealed class SetValue : AttributeValue
{
    private SetValue(AttributeType type, ImmutableArray<AttributeValue> members) => (Type, Members) = (type, members);

    public override AttributeType Type { get; }

    /// <summary>The members, sorted: text by its UTF-8 octets, numbers by value, octets unsigned.</summary>
    public ImmutableArray<AttributeValue> Members { get; }

    /// <summary>A set of members of its element type.</summary>
    /// <returns>False when there is no member, or one of them twice.</returns>
    public static bool TryCreate(AttributeType type, IEnumerable<AttributeValue> members, [NotNullWhen(true)] out SetValue? set)
    {
        var sorted = members.ToArray();
        Array.Sort(sorted, AttributeOrder.Instance);
        set = null;
        for (var at = 1; at < sorted.Length; at++)
        {
            if (sorted[at].Equals(sorted[at - 1]))
            {
                return false;
            }
        }

        if (sorted.Length == 0)
        {
            return false;
        }

        set = new(type, ImmutableArray.Create(sorted));
        return true;
    }

    /// <summary>A set of members that are known to be sorted, each once: as they come from another set or from the store.</summary>
    internal static SetValue FromSorted(AttributeType type, ImmutableArray<AttributeValue> members) => new(type, members);

    public bool Contains(AttributeValue member) =>
        member.Type == Type.Element() && Members.BinarySearch(member, AttributeOrder.Instance) >= 0;

    /// <summary>This set and another of its type.</summary>
    public SetValue Union(SetValue other) =>
        new(Type, [.. Members.AddRange(other.Members.Where(member => !Contains(member))).Order(AttributeOrder.Instance)]);

    /// <summary>This set without the members of another; null when none is left, as there is no empty set.</summary>
    public SetValue? Except(SetValue other)
    {
        var left = Members.RemoveAll(other.Contains);
        return left.IsEmpty ? null : new(Type, left);
    }

    public override bool Equals(AttributeValue? other) =>
        other is SetValue that && Type == that.Type && Members.AsSpan().SequenceEqual(that.Members.AsSpan());

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var member in Members)
        {
            hash.Add(member);
        }

        return hash.ToHashCode();
    }
}
