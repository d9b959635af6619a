namespace Holdfast.Wire.Edns;

/// <summary>One EDNS option as it stands: a code and its octets (RFC 6891 §6.1.2). Known codes have readers beside this file.</summary>
/// <param name="Code">The option's code.</param>
/// <param name="Data">Its octets, up to 65,535.</param>
public sealed record EdnsOption(EdnsOptionCode Code, ReadOnlyMemory<byte> Data)
{
    /// <inheritdoc/>
    public bool Equals(EdnsOption? other) => other is not null && Code == other.Code && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Code);
        hash.AddBytes(Data.Span);
        return hash.ToHashCode();
    }
}
