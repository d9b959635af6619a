namespace Holdfast.Store;

/// <summary>Keys in their order: unsigned octets from the left, a prefix before what it begins.</summary>
internal static class Octets
{
    /// <summary>Where the keys with a prefix end; empty when they go on to the last key.</summary>
    public static ReadOnlyMemory<byte> AfterPrefix(ReadOnlySpan<byte> prefix)
    {
        var end = prefix.TrimEnd((byte)0xFF).ToArray();
        if (end.Length > 0)
        {
            end[^1]++;
        }

        return end;
    }

    /// <summary>Whether a key lies in an interval whose end is exclusive, or open when empty.</summary>
    public static bool Within(ReadOnlySpan<byte> key, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
        key.SequenceCompareTo(from) >= 0 && (to.IsEmpty || key.SequenceCompareTo(to) < 0);
}

/// <summary>Keys in their order, for collections.</summary>
internal sealed class KeyOrder : IComparer<ReadOnlyMemory<byte>>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceCompareTo(y.Span);
}
