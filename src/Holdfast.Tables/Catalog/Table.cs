using Holdfast.Store;

namespace Holdfast.Tables.Catalog;

/// <summary>A table as it stood at one commit: what operations work with, and what their commits are conditional on.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Modified">The commit that made it so.</param>
internal sealed record Table(TableDefinition Definition, Revision Modified)
{
    /// <summary>Its name.</summary>
    public string Name => Definition.Name;

    /// <summary>How its items are keyed.</summary>
    public KeySchema Key => Definition.Key;

    /// <summary>That it is still the same: nobody deleted it or changed its indexes meanwhile.</summary>
    public StoreCondition IsUnchanged { get; } = StoreCondition.ModifiedAt(TableKeys.Definition(Definition.Name), Modified);
}
