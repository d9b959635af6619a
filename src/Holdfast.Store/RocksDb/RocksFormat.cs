using System.Buffers.Binary;

namespace Holdfast.Store.RocksDb;

/// <summary>What lies in the database; docs/formats/rocksdb-store.md.</summary>
internal static class RocksFormat
{
    public const byte Version = 1;

    /// <summary>The column families' places in <see cref="Families"/>.</summary>
    public const int Meta = 0, Entries = 1, Feed = 2;

    private const int EntryHead = 16;
    private const byte Removed = 0, Put = 1;

    public static string[] Families { get; } = ["default", "entries", "feed"];

    public static ReadOnlySpan<byte> VersionKey => "format"u8;

    public static ReadOnlySpan<byte> RevisionKey => "revision"u8;

    public static byte[] OfRevision(Revision revision)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(octets, revision.Value);
        return octets;
    }

    public static Revision ToRevision(ReadOnlySpan<byte> octets) => new(BinaryPrimitives.ReadInt64BigEndian(octets));

    /// <summary>created, modified, value.</summary>
    public static byte[] OfEntry(StoreEntry entry)
    {
        var octets = new byte[EntryHead + entry.Value.Length];
        BinaryPrimitives.WriteInt64BigEndian(octets, entry.Created.Value);
        BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(8), entry.Modified.Value);
        entry.Value.Span.CopyTo(octets.AsSpan(EntryHead));
        return octets;
    }

    public static StoreEntry ToEntry(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets)
    {
        var copy = new byte[key.Length + octets.Length - EntryHead]; // one array for both
        key.CopyTo(copy);
        octets[EntryHead..].CopyTo(copy.AsSpan(key.Length));
        return new(copy.AsMemory(0, key.Length), copy.AsMemory(key.Length), ToRevision(octets), ToRevision(octets[8..]));
    }

    /// <summary>For each change: kind, length of the key, key; for a put also created, length of the value, value.</summary>
    public static byte[] OfCommit(StoreCommit commit)
    {
        var octets = new byte[commit.Changes.Sum(change => 5 + change.Key.Length + (change.Entry is { } entry ? 12 + entry.Value.Length : 0))];
        var rest = octets.AsSpan();
        foreach (var change in commit.Changes)
        {
            rest[0] = change.Entry is null ? Removed : Put;
            BinaryPrimitives.WriteInt32BigEndian(rest[1..], change.Key.Length);
            change.Key.Span.CopyTo(rest[5..]);
            rest = rest[(5 + change.Key.Length)..];
            if (change.Entry is { } entry)
            {
                BinaryPrimitives.WriteInt64BigEndian(rest, entry.Created.Value);
                BinaryPrimitives.WriteInt32BigEndian(rest[8..], entry.Value.Length);
                entry.Value.Span.CopyTo(rest[12..]);
                rest = rest[(12 + entry.Value.Length)..];
            }
        }

        return octets;
    }

    public static StoreCommit ToCommit(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var revision = ToRevision(key);
        ReadOnlyMemory<byte> rest = value.ToArray();
        var changes = ImmutableArray.CreateBuilder<StoreChange>();
        while (!rest.IsEmpty)
        {
            var isPut = rest.Span[0] == Put;
            var changed = rest.Slice(5, BinaryPrimitives.ReadInt32BigEndian(rest.Span[1..]));
            rest = rest[(5 + changed.Length)..];
            StoreEntry? entry = null;
            if (isPut)
            {
                var put = rest.Slice(12, BinaryPrimitives.ReadInt32BigEndian(rest.Span[8..]));
                entry = new(changed, put, ToRevision(rest.Span), revision);
                rest = rest[(12 + put.Length)..];
            }

            changes.Add(new(revision, changed, entry, EndsCommit: false));
        }

        return new(revision, changes.ToImmutable());
    }
}
