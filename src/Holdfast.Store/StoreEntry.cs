namespace Holdfast.Store;

/// <summary>A key with its value. Equal when all four are, the octets compared one by one.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; may be empty.</param>
/// <param name="Created">The commit that made the key since it was last absent.</param>
/// <param name="Modified">The commit that last put the value.</param>
public sealed record StoreEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, Revision Created, Revision Modified)
{
    /// <inheritdoc/>
    public bool Equals(StoreEntry? other) =>
        other is not null && Created == other.Created && Modified == other.Modified
        && Key.Span.SequenceEqual(other.Key.Span) && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Key.Span);
        hash.Add(Modified);
        return hash.ToHashCode();
    }
}
