namespace Holdfast.Tables.Expressions;

/// <summary>Paths that share their beginnings, with something at the end of each; no path lies within another.</summary>
/// <typeparam name="T">What is at the end of a path.</typeparam>
internal sealed class PathTree<T>
    where T : class
{
    private readonly SortedDictionary<string, PathTree<T>> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, PathTree<T>> _indexes = [];
    private DocumentPath? _path;

    /// <summary>What is here; null where paths only pass.</summary>
    public T? Leaf { get; private set; }

    /// <summary>Where paths go on into a map, sorted.</summary>
    public IReadOnlyDictionary<string, PathTree<T>> Names => _names;

    /// <summary>Where paths go on into a list, sorted.</summary>
    public IReadOnlyDictionary<int, PathTree<T>> Indexes => _indexes;

    public bool IsEmpty => Leaf is null && _names.Count == 0 && _indexes.Count == 0;

    /// <summary>Adds a path.</summary>
    /// <returns>What is wrong with it, in AWS's words after "Two document paths"; null when it was added.</returns>
    public string? Add(DocumentPath path, T leaf)
    {
        var node = this;
        foreach (var element in path.Elements)
        {
            if (node.Leaf is not null)
            {
                return Describe("overlap", node, path);
            }

            if (element.Name is null ? node._names.Count > 0 : node._indexes.Count > 0)
            {
                return Describe("conflict", node, path);
            }

            node = node.Child(element);
        }

        if (!node.IsEmpty)
        {
            return Describe("overlap", node, path);
        }

        (node.Leaf, node._path) = (leaf, path);
        return null;
    }

    private PathTree<T> Child(PathElement element)
    {
        PathTree<T>? child;
        if (element.Name is { } name)
        {
            return _names.TryGetValue(name, out child) ? child : _names[name] = new();
        }

        return _indexes.TryGetValue(element.Index, out child) ? child : _indexes[element.Index] = new();
    }

    private static string Describe(string what, PathTree<T> other, DocumentPath path)
    {
        while (other._path is null)
        {
            other = other._names.Values.Concat(other._indexes.Values).First();
        }

        return $"Two document paths {what} with each other; must remove or rewrite one of these paths; path one: {other._path}, path two: {path}";
    }
}
