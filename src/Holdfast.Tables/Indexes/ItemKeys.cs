using System.Buffers;
using System.Security.Cryptography;
using Holdfast.Store;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Indexes;

/// <summary>
/// Where items and the entries of indexes stand in the store (docs/formats/tables.md): a table's number, an index's number or 0,
/// a partition, a place in its order.
/// </summary>
internal static class ItemKeys
{
    /// <summary>Of a digest: enough that no two partitions, and no two items, ever share one.</summary>
    private const int DigestOctets = 16;

    /// <summary>Before every item of a table, or every entry of an index.</summary>
    public static byte[] AllOf(TableDefinition table, IndexDefinition? index) => [.. TableKeys.AllOf(table.Number), index?.Number ?? 0];

    /// <summary>The key of an item that has all attributes of its table's key, of the right types.</summary>
    public static byte[] OfItem(TableDefinition table, Item item)
    {
        var writer = new ArrayBufferWriter<byte>(64);
        writer.Write(AllOf(table, null));
        KeyOctets.AppendPartition(writer, item[table.Key.Hash[0].Name]!);
        if (!table.Key.Range.IsEmpty)
        {
            KeyOctets.AppendLast(writer, item[table.Key.Range[0].Name]!);
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The key of an item's entry in an index; null when the item has not all attributes of the index's key.</summary>
    public static byte[]? OfEntry(TableDefinition table, IndexDefinition index, Item item, ReadOnlySpan<byte> itemKey)
    {
        foreach (var attribute in index.Key.Attributes)
        {
            if (!item.Contains(attribute.Name))
            {
                return null;
            }
        }

        var writer = new ArrayBufferWriter<byte>(96);
        writer.Write(PartitionOf(table, index, [.. index.Key.Hash.Select(attribute => item[attribute.Name]!)]));
        foreach (var attribute in index.Key.Range)
        {
            KeyOctets.AppendOrdered(writer, item[attribute.Name]!);
        }

        AppendDigest(writer, itemKey);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Before every item of a partition of a table, or every entry of one of an index.</summary>
    public static byte[] PartitionOf(TableDefinition table, IndexDefinition? index, params ReadOnlySpan<AttributeValue> values)
    {
        var writer = new ArrayBufferWriter<byte>(64);
        writer.Write(AllOf(table, index));
        if (index is null)
        {
            KeyOctets.AppendPartition(writer, values);
        }
        else
        {
            // The values themselves could be too long, with those of the order and of the item after them.
            var partition = new ArrayBufferWriter<byte>(64);
            KeyOctets.AppendPartition(partition, values);
            AppendDigest(writer, partition.WrittenSpan);
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Where a segment of all partitions begins, and where the next one does; the same for one that has none.</summary>
    /// <param name="all">Before all of them.</param>
    /// <param name="segment">Which one, from 0.</param>
    /// <param name="total">Of how many.</param>
    public static (ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To) SegmentOf(byte[] all, long segment, long total) =>
        (segment == 0 ? all : StartOf(all, segment, total), StartOf(all, segment + 1, total));

    // Both forms of a partition begin with evenly spread octets, of which two tell segments apart.
    private static ReadOnlyMemory<byte> StartOf(byte[] all, long segment, long total)
    {
        var start = ((segment << 16) + total - 1) / total;
        return start > ushort.MaxValue ? StoreRange.Prefix(all, 1).To : (byte[])[.. all, (byte)(start >> 8), (byte)start];
    }

    private static void AppendDigest(ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> octets)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets, digest);
        writer.Write(digest[..DigestOctets]);
    }
}
