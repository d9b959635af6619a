using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>What of an item is wanted: attributes, and parts of them. Nothing of an item that has none of it.</summary>
internal sealed class ProjectionExpression
{
    private readonly PathTree<DocumentPath> _tree;

    private ProjectionExpression(ImmutableArray<DocumentPath> paths, PathTree<DocumentPath> tree) => (Paths, _tree) = (paths, tree);

    /// <summary>The paths, none within another.</summary>
    public ImmutableArray<DocumentPath> Paths { get; }

    /// <summary>A projection of attributes, as the older AttributesToGet has it.</summary>
    public static bool TryCreate(
        IEnumerable<string> names,
        [NotNullWhen(true)] out ProjectionExpression? projection,
        [NotNullWhen(false)] out TableError? error)
    {
        var all = names.ToArray();
        (projection, error) = (null, null);
        if (all.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            error = TableError.InvalidParameter($"Duplicate value in attribute name: {twice.Key}");
            return false;
        }

        projection = Of([.. all.Select(DocumentPath.Of)]);
        return true;
    }

    /// <summary>A projection of paths of which none lies within another.</summary>
    public static ProjectionExpression Of(ImmutableArray<DocumentPath> paths)
    {
        PathTree<DocumentPath> tree = new();
        foreach (var path in paths)
        {
            tree.Add(path, path);
        }

        return new(paths, tree);
    }

    /// <summary>Reads a ProjectionExpression.</summary>
    public static bool TryParse(
        string text,
        ExpressionContext context,
        [NotNullWhen(true)] out ProjectionExpression? projection,
        [NotNullWhen(false)] out TableError? error)
    {
        projection = null;
        ProjectionReader reader = new(text.Length > ExpressionLimits.MaxOctets ? "" : text);
        var syntax = reader.Read();
        var fault = ExpressionBinder.CheckText(text) ?? reader.Fault ?? new ProjectionBinder(context).Bind(syntax, out projection);
        error = fault is null ? null : ExpressionBinder.Invalid(ExpressionKind.ProjectionExpression, fault);
        projection = fault is null ? projection : null;
        return projection is not null;
    }

    /// <summary>The wanted part of an item. Elements of a list come in their order, without gaps.</summary>
    public Item Project(Item item) => Pick(item, _tree);

    private static Item Pick(Item item, PathTree<DocumentPath> tree)
    {
        List<ItemAttribute> picked = new(tree.Names.Count);
        foreach (var (name, below) in tree.Names)
        {
            if (item[name] is { } value && Pick(value, below) is { } part)
            {
                picked.Add(new(name, part));
            }
        }

        return Item.FromOwned([.. picked]);
    }

    private static AttributeValue? Pick(AttributeValue value, PathTree<DocumentPath> tree)
    {
        if (tree.Leaf is not null)
        {
            return value;
        }

        switch (value)
        {
            case MapValue map when tree.Names.Count > 0:
                var attributes = Pick(map.Attributes, tree);
                return attributes.IsEmpty ? null : new MapValue(attributes);
            case ListValue list when tree.Indexes.Count > 0:
                var elements = tree.Indexes
                    .Where(one => one.Key < list.Elements.Length)
                    .Select(one => Pick(list.Elements[one.Key], one.Value))
                    .OfType<AttributeValue>()
                    .ToImmutableArray();
                return elements.IsEmpty ? null : new ListValue(elements);
            default:
                return null;
        }
    }
}
