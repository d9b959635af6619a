using Holdfast.Tables.Items;

namespace Holdfast.Tables.Catalog;

/// <summary>An attribute that is part of a key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">S, N or B.</param>
internal sealed record KeyAttribute(string Name, AttributeType Type);

/// <summary>
/// What the key of a table or an index is made of: a partition, and the order within it. One attribute each; up to four in a
/// global index.
/// </summary>
/// <param name="Hash">What tells partitions apart; never empty.</param>
/// <param name="Range">What orders a partition; empty when it has one place.</param>
internal sealed record KeySchema(ImmutableArray<KeyAttribute> Hash, ImmutableArray<KeyAttribute> Range)
{
    /// <summary>All attributes, in the order of the key.</summary>
    public ImmutableArray<KeyAttribute> Attributes { get; } = [.. Hash, .. Range];

    /// <summary>Whether an attribute is part of the key.</summary>
    public bool Has(string name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
