using System.Buffers;
using Holdfast.Store;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Expressions;

/// <summary>Keys of the store: from an inclusive one to an exclusive one, which is open when empty.</summary>
internal readonly record struct KeyRange(byte[] From, byte[] To)
{
    /// <summary>The keys that satisfy a key condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="schema">The schema it was bound to.</param>
    /// <param name="partition">The octets of the keys before the sort key, the partition's included.</param>
    /// <param name="isFollowed">Whether the keys go on after the sort key, as an index's do; then each of its values has an end (<see cref="KeyOctets.AppendOrdered"/>).</param>
    public static KeyRange Of(KeyCondition condition, KeySchema schema, ReadOnlySpan<byte> partition, bool isFollowed)
    {
        var (begin, places) = (partition.ToArray(), schema.Range.Length);
        for (var at = 0; at < condition.Equal.Length; at++)
        {
            begin = Append(begin, condition.Equal[at], isFollowed || at + 1 < places);
        }

        var hasEnd = isFollowed || condition.Equal.Length + 1 < places;
        if (condition.Range is not { } range)
        {
            // With all values known and nothing after them, the key is this one alone.
            return new(begin, !isFollowed && places > 0 && condition.Equal.Length == places ? [.. begin, 0] : After(begin));
        }

        var value = Append(begin, range.Value, hasEnd);
        return range.Operator switch
        {
            KeyOperator.Less => new(begin, value),
            KeyOperator.LessOrEqual => new(begin, Past(value, hasEnd)),
            KeyOperator.Greater => new(Past(value, hasEnd), After(begin)),
            KeyOperator.GreaterOrEqual => new(value, After(begin)),
            KeyOperator.Between => new(value, Past(Append(begin, range.High!, hasEnd), hasEnd)),
            KeyOperator.Equal => new(value, Past(value, hasEnd)),
            _ when hasEnd => new(value[..^KeyOctets.EndOctets], After(value.AsSpan(..^KeyOctets.EndOctets))),
            _ => new(value, After(value)),
        };
    }

    /// <summary>The first key that does not begin with these octets; empty when there is none.</summary>
    public static byte[] After(ReadOnlySpan<byte> prefix) => StoreRange.Prefix(prefix.ToArray(), 1).To.ToArray();

    private static byte[] Append(byte[] begin, AttributeValue value, bool hasEnd)
    {
        ArrayBufferWriter<byte> writer = new();
        writer.Write(begin);
        if (hasEnd)
        {
            KeyOctets.AppendOrdered(writer, value);
        }
        else
        {
            KeyOctets.AppendLast(writer, value);
        }

        return writer.WrittenSpan.ToArray();
    }

    // What comes right after the keys with a value: where nothing follows it, the key with one more octet.
    private static byte[] Past(byte[] value, bool hasEnd) => hasEnd ? After(value) : [.. value, 0];
}
