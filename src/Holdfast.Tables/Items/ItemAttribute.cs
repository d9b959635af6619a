namespace Holdfast.Tables.Items;

/// <summary>A name and its value.</summary>
internal readonly record struct ItemAttribute(string Name, AttributeValue Value);
