namespace Holdfast.Tables.Expressions;

/// <summary>A step into an item: the name of an attribute, or the index of a list's element.</summary>
/// <param name="Name">The name; null for an index.</param>
/// <param name="Index">The index, where there is no name.</param>
internal readonly record struct PathElement(string? Name, int Index)
{
    public static implicit operator PathElement(string name) => new(name, 0);

    public static implicit operator PathElement(int index) => new(null, index);

    /// <summary>As AWS's messages show it.</summary>
    public override string ToString() => Name ?? $"[{Index}]";
}
