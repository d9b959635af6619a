using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>One write of one item, or one check of it. Deciding is pure: from the item as it is, the item as it will be.</summary>
/// <param name="table">The table, as of when the request was checked against it.</param>
/// <param name="keyItem">The attributes of the key, at least.</param>
internal abstract class ItemWrite(Table table, Item keyItem)
{
    /// <summary>The table.</summary>
    public Table Table { get; } = table;

    /// <summary>The attributes of the key, at least.</summary>
    protected Item KeyItem { get; } = keyItem;

    /// <summary>Where the item stands in the store.</summary>
    public byte[] Key { get; } = ItemKeys.OfItem(table.Definition, keyItem);

    /// <summary>What must hold of the item as it is; null for nothing.</summary>
    public Func<Item, bool>? Condition { get; init; }

    /// <summary>Whether an error about the condition carries the item (ReturnValuesOnConditionCheckFailure).</summary>
    public bool ReturnsItemOnFailure { get; init; }

    /// <summary>Whether somebody wants to know the item as it was.</summary>
    public bool WantsOld { get; init; }

    /// <summary>Whether it can be decided without the item as it is.</summary>
    public bool IsBlind => Condition is null && !WantsOld && !DependsOnOld && Table.Definition.Indexes.IsEmpty;

    /// <summary>Whether it changes anything at all, rather than check.</summary>
    public virtual bool IsCheck => false;

    private protected virtual bool DependsOnOld => false;

    /// <summary>Decides.</summary>
    /// <param name="before">The item as it is; null for none.</param>
    public WriteDecision Decide(Item? before)
    {
        if (Condition is not null && !Condition(before ?? Item.Empty))
        {
            return new(before, Error: TableError.ConditionalCheckFailed(ReturnsItemOnFailure ? before : null));
        }

        var decision = Apply(before);
        return decision.Error is null && decision.After is not null && !IsCheck && IndexChanges.Check(Table.Definition, decision.After) is { } error
            ? new(before, Error: error)
            : decision;
    }

    private protected abstract WriteDecision Apply(Item? before);
}

/// <summary>What was decided.</summary>
/// <param name="Before">The item as it was; null for none.</param>
/// <param name="After">The item as it will be; null for none.</param>
/// <param name="Error">Why nothing is to be done.</param>
internal readonly record struct WriteDecision(Item? Before, Item? After = null, TableError? Error = null);

/// <summary>Puts an item in place of what is there.</summary>
internal sealed class ItemPut(Table table, Item item) : ItemWrite(table, item)
{
    private protected override WriteDecision Apply(Item? before) => new(before, KeyItem);
}

/// <summary>Removes an item.</summary>
internal sealed class ItemDelete(Table table, Item key) : ItemWrite(table, key)
{
    private protected override WriteDecision Apply(Item? before) => new(before);
}

/// <summary>Changes an item, or makes it from its key.</summary>
internal sealed class ItemUpdate(Table table, Item key, Func<Item, ItemChange> change) : ItemWrite(table, key)
{
    private protected override bool DependsOnOld => true;

    private protected override WriteDecision Apply(Item? before)
    {
        var (after, error) = change(before ?? KeyItem);
        return error is not null ? new(before, Error: error)
            : ItemRules.CheckUpdatedSize(after!) is { } tooLarge ? new(before, Error: tooLarge)
            : new(before, after);
    }
}

/// <summary>Checks an item's condition, and leaves it as it is.</summary>
internal sealed class ItemCheck(Table table, Item key) : ItemWrite(table, key)
{
    public override bool IsCheck => true;

    private protected override bool DependsOnOld => true;

    private protected override WriteDecision Apply(Item? before) => new(before, before);
}

/// <summary>An item as an update makes it, or why it cannot.</summary>
internal readonly record struct ItemChange(Item? After, TableError? Error);
