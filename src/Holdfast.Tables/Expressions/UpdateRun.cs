using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>One update of one item, walking item and paths together: each list and map is made anew once, whatever changes within it.</summary>
internal sealed class UpdateRun(Item before)
{
    private const string InvalidPath = "The document path provided in the update expression is invalid for update";
    private const string TooDeep = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

    /// <summary>The first thing that is wrong; null when nothing.</summary>
    public TableError? Error { get; private set; }

    /// <summary>The item after the update; means nothing when there is an error.</summary>
    public Item Apply(PathTree<UpdateAction> tree) => ApplyToMap(before, tree, 0);

    private Item ApplyToMap(Item map, PathTree<UpdateAction> tree, int nesting)
    {
        foreach (var (name, below) in tree.Names)
        {
            var old = map[name];
            var changed = Change(old, below, nesting);
            if (Error is not null)
            {
                break;
            }

            map = changed is null ? map.Without(name) : ReferenceEquals(old, changed) ? map : map.With(name, changed);
        }

        return map;
    }

    // Indexes are those of the list before the update, so that removing an element moves none that is changed as well. What is
    // set beyond the end is appended, in the order of the indexes.
    private ListValue ApplyToList(ListValue list, PathTree<UpdateAction> tree, int nesting)
    {
        var elements = list.Elements.Cast<AttributeValue?>().ToList();
        foreach (var (index, below) in tree.Indexes)
        {
            var isThere = index < list.Elements.Length;
            var changed = Change(isThere ? elements[index] : null, below, nesting);
            if (isThere)
            {
                elements[index] = changed;
            }
            else
            {
                elements.Add(changed);
            }
        }

        return new([.. elements.OfType<AttributeValue>()]);
    }

    private AttributeValue? Change(AttributeValue? old, PathTree<UpdateAction> tree, int nesting)
    {
        if (tree.Leaf is { } action)
        {
            var changed = action.Apply(before, old, out var error);
            Error ??= error ?? (changed is not null && nesting + ItemRules.NestingOf(changed) > ItemLimits.MaxNesting ? TableError.Validation(TooDeep) : null);
            return changed;
        }

        switch (old)
        {
            case MapValue map when tree.Names.Count > 0:
                return new MapValue(ApplyToMap(map.Attributes, tree, nesting + 1));
            case ListValue list when tree.Indexes.Count > 0:
                return ApplyToList(list, tree, nesting + 1);
            default:
                Error ??= TableError.Validation(InvalidPath);
                return null;
        }
    }
}
