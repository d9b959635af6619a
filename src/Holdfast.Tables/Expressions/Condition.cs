using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>Yes or no, given an item. An item that is not there is an empty one.</summary>
internal abstract class Condition
{
    public abstract bool Holds(Item item);
}

/// <summary>All hold.</summary>
internal sealed class AllCondition(ImmutableArray<Condition> parts) : Condition
{
    public ImmutableArray<Condition> Parts { get; } = parts;

    public override bool Holds(Item item)
    {
        foreach (var part in Parts)
        {
            if (!part.Holds(item))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>At least one holds.</summary>
internal sealed class AnyCondition(ImmutableArray<Condition> parts) : Condition
{
    public ImmutableArray<Condition> Parts { get; } = parts;

    public override bool Holds(Item item)
    {
        foreach (var part in Parts)
        {
            if (part.Holds(item))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Does not hold.</summary>
internal sealed class NotCondition(Condition inner) : Condition
{
    public Condition Inner { get; } = inner;

    public override bool Holds(Item item) => !Inner.Holds(item);
}
