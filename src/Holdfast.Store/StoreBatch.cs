namespace Holdfast.Store;

/// <summary>
/// Changes that are made all or not at all, provided that every condition holds. No key may be put twice, or put and removed,
/// in one batch. A batch that changes nothing (no operations; removals of what is not there) is a check, and makes no revision.
/// </summary>
/// <param name="Conditions">What must hold.</param>
/// <param name="Operations">What is then done.</param>
public sealed record StoreBatch(ImmutableArray<StoreCondition> Conditions, ImmutableArray<StoreOperation> Operations);
