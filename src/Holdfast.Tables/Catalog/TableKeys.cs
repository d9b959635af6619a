using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Tables.Catalog;

/// <summary>Where in the store the tables have their keys (docs/formats/tables.md).</summary>
internal static class TableKeys
{
    private static readonly byte[] _lastNumber = "tables/number"u8.ToArray();

    /// <summary>Before the name of every table.</summary>
    public static ReadOnlyMemory<byte> Catalog { get; } = "tables/catalog/"u8.ToArray();

    /// <summary>Before the hash of every client token.</summary>
    public static ReadOnlyMemory<byte> Tokens { get; } = "tables/token/"u8.ToArray();

    /// <summary>Where the number stands that was given to a table last.</summary>
    public static ReadOnlyMemory<byte> LastNumber => _lastNumber;

    /// <summary>Before a table's number, in every key of an item.</summary>
    public static ReadOnlySpan<byte> Items => "tables/i"u8;

    /// <summary>Where a table's definition stands.</summary>
    public static byte[] Definition(string table) => [.. Catalog.Span, .. Encoding.UTF8.GetBytes(table)];

    /// <summary>The name in the key of a definition.</summary>
    public static string NameIn(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key[Catalog.Length..]);

    /// <summary>Before every key of a table's items and of its indexes' entries.</summary>
    public static byte[] AllOf(uint table)
    {
        var key = new byte[Items.Length + sizeof(uint)];
        Items.CopyTo(key);
        BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(Items.Length), table);
        return key;
    }
}
