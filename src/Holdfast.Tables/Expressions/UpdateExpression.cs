using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>What an update does to an item. All of it reads the item as it was before; no path lies within another.</summary>
internal sealed class UpdateExpression
{
    internal const string WrongType = "An operand in the update expression has an incorrect data type";

    private readonly PathTree<UpdateAction> _tree;

    internal UpdateExpression(ImmutableArray<UpdateAction> actions, PathTree<UpdateAction> tree, ImmutableArray<DocumentPath> paths) =>
        (Actions, _tree, Paths) = (actions, tree, paths);

    /// <summary>The actions, in the order of the text.</summary>
    public ImmutableArray<UpdateAction> Actions { get; }

    /// <summary>Every path it speaks of, on either side.</summary>
    public ImmutableArray<DocumentPath> Paths { get; }

    /// <summary>What it changes, for UPDATED_OLD and UPDATED_NEW.</summary>
    public ProjectionExpression Changed => ProjectionExpression.Of([.. Actions.Select(action => action.Path)]);

    /// <summary>An update of whole attributes, as the older AttributeUpdates has it; names are distinct.</summary>
    public static UpdateExpression Of(IEnumerable<UpdateAction> actions)
    {
        PathTree<UpdateAction> tree = new();
        var all = actions.ToImmutableArray();
        foreach (var action in all)
        {
            tree.Add(action.Path, action);
        }

        return new(all, tree, [.. all.Select(action => action.Path)]);
    }

    /// <summary>Reads an UpdateExpression.</summary>
    public static bool TryParse(
        string text,
        ExpressionContext context,
        [NotNullWhen(true)] out UpdateExpression? update,
        [NotNullWhen(false)] out TableError? error)
    {
        update = null;
        UpdateReader reader = new(text.Length > ExpressionLimits.MaxOctets ? "" : text);
        var syntax = reader.Read();
        var fault = ExpressionBinder.CheckText(text) ?? reader.Fault ?? ExpressionBinder.CheckOperators(reader.Operators)
            ?? new UpdateBinder(context).Bind(syntax, reader.RepeatedSection, out update);
        error = fault is null ? null : ExpressionBinder.Invalid(ExpressionKind.UpdateExpression, fault);
        update = fault is null ? update : null;
        return update is not null;
    }

    /// <summary>The item after the update. Its size is for the caller to check, and that no key is touched.</summary>
    /// <param name="item">The item before, or its key alone when there is none.</param>
    /// <param name="updated">The item after; equal to the one before where nothing changed.</param>
    /// <param name="error">What is wrong, as AWS says it.</param>
    public bool TryApply(Item item, [NotNullWhen(true)] out Item? updated, [NotNullWhen(false)] out TableError? error)
    {
        UpdateRun run = new(item);
        updated = run.Apply(_tree);
        error = run.Error;
        updated = error is null ? updated : null;
        return updated is not null;
    }
}
