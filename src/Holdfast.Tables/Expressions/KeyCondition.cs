using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>
/// What a query wants of a table or index: one partition, and of it what begins with some values of the sort key and satisfies a
/// condition on the next one. With a sort key of one attribute, equality or that condition.
/// </summary>
/// <param name="Partition">The partition's values, in the order of the schema.</param>
/// <param name="Equal">Values that the sort key begins with, in the order of the schema; often none.</param>
/// <param name="Range">The condition on the attribute after them; null when there is none.</param>
internal sealed record KeyCondition(ImmutableArray<AttributeValue> Partition, ImmutableArray<AttributeValue> Equal, KeyTerm? Range)
{
    private const string NotSupported = "Query key condition not supported";

    /// <summary>Whether at most one item can satisfy it, given the schema it was bound to.</summary>
    public bool IsPoint(KeySchema schema) => Equal.Length == schema.Range.Length;

    /// <summary>Conditions on the attributes of a schema.</summary>
    public static bool TryBind(
        ImmutableArray<KeyTerm> terms,
        KeySchema schema,
        [NotNullWhen(true)] out KeyCondition? condition,
        [NotNullWhen(false)] out TableError? error)
    {
        condition = null;
        error = Check(terms, schema) is { } fault ? TableError.Validation(fault) : CheckValues(terms, schema);
        if (error is not null)
        {
            return false;
        }

        var range = schema.Range.Select(attribute => Find(terms, attribute)).OfType<KeyTerm>().ToArray();
        var equal = range.TakeWhile(term => term.Operator == KeyOperator.Equal).Select(term => term.Value).ToImmutableArray();
        condition = new([.. schema.Hash.Select(attribute => Find(terms, attribute)!.Value)], equal, range.ElementAtOrDefault(equal.Length));
        return true;
    }

    /// <summary>Whether an item of the partition satisfies what is asked of the sort key.</summary>
    public bool HoldsInPartition(KeySchema schema, Item item)
    {
        for (var at = 0; at < Equal.Length; at++)
        {
            if (!Equal[at].Equals(item[schema.Range[at].Name]))
            {
                return false;
            }
        }

        return Range is null || Range.Holds(item[Range.Name]);
    }

    private static string? Check(ImmutableArray<KeyTerm> terms, KeySchema schema)
    {
        if (terms.IsEmpty || terms.Length > schema.Attributes.Length)
        {
            return terms.IsEmpty || terms.Length > Math.Max(2, schema.Attributes.Length) ? "Conditions can be of length 1 or 2 only" : NotSupported;
        }

        for (var at = 0; at < schema.Attributes.Length; at++)
        {
            var isHash = at < schema.Hash.Length;
            var attribute = schema.Attributes[at];
            if (Find(terms, attribute) is not { } term)
            {
                // Sort attributes may be left out from the end on.
                if (isHash || terms.Length > at)
                {
                    return $"Query condition missed key schema element: {attribute.Name}";
                }

                continue;
            }

            if (term.Values.Any(value => value.Type != attribute.Type))
            {
                return "One or more parameter values were invalid: Condition parameter type does not match schema type";
            }

            var isFollowed = at + 1 < terms.Length;
            if (((isHash || isFollowed) && term.Operator != KeyOperator.Equal) || (term.Operator == KeyOperator.BeginsWith && attribute.Type == AttributeType.N))
            {
                return NotSupported;
            }
        }

        return null;
    }

    private static TableError? CheckValues(ImmutableArray<KeyTerm> terms, KeySchema schema)
    {
        for (var at = 0; at < schema.Attributes.Length; at++)
        {
            foreach (var value in Find(terms, schema.Attributes[at])?.Values ?? [])
            {
                if (ItemRules.CheckQueryValue(schema.Attributes[at].Name, value, at < schema.Hash.Length) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }

    private static KeyTerm? Find(ImmutableArray<KeyTerm> terms, KeyAttribute attribute) => terms.FirstOrDefault(term => term.Name == attribute.Name);
}
