namespace Holdfast.Tables.Items;

/// <summary>The order of S, N and B: text by its UTF-8 octets, numbers by value, octets unsigned. Other types have none.</summary>
internal sealed class AttributeOrder : IComparer<AttributeValue>
{
    public static readonly AttributeOrder Instance = new();

    /// <summary>Compares two values of one type that has an order.</summary>
    /// <returns>False when they are of different types or of a type without an order.</returns>
    public static bool TryCompare(AttributeValue left, AttributeValue right, out int order)
    {
        (var compared, order) = (left, right) switch
        {
            (StringValue x, StringValue y) => (true, CompareText(x.Text, y.Text)),
            (NumberValue x, NumberValue y) => (true, x.Number.CompareTo(y.Number)),
            (BinaryValue x, BinaryValue y) => (true, x.Octets.Span.SequenceCompareTo(y.Octets.Span)),
            _ => (false, 0),
        };
        return compared;
    }

    public int Compare(AttributeValue? x, AttributeValue? y) =>
        TryCompare(x!, y!, out var order) ? order : throw new ArgumentException($"{x!.Type} and {y!.Type} have no order");

    /// <summary>The order of UTF-8 octets, which is that of code points and differs from UTF-16's beyond U+FFFF.</summary>
    public static int CompareText(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        if (at == left.Length || at == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (x, y) = (left[at], right[at]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
    }
}
