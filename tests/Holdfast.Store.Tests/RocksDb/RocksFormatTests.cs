using Holdfast.Store.RocksDb;
using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.RocksDb;

/// <summary>docs/formats/rocksdb-store.md, octet by octet.</summary>
public sealed class RocksFormatTests
{
    private static readonly StoreEntry _entry = new(Octets("ab"), Octets("xyz"), new(0x0102), new(0x0304));

    [Fact]
    public void An_entry_is_created_modified_value()
    {
        byte[] octets = [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 3, 4, .. "xyz"u8];
        Assert.Equal(octets, RocksFormat.OfEntry(_entry));
        Assert.Equal(_entry, RocksFormat.ToEntry("ab"u8, octets));
    }

    [Fact]
    public void A_commit_is_its_changes_by_key()
    {
        byte[] key = [0, 0, 0, 0, 0, 0, 3, 4];
        byte[] octets =
        [
            0, 0, 0, 0, 1, .. "a"u8,
            1, 0, 0, 0, 2, .. "ab"u8, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3, .. "xyz"u8,
        ];
        StoreCommit commit = new(new(0x0304), [new(new(0x0304), Octets("a"), null, false), new(new(0x0304), Octets("ab"), _entry, false)]);
        Assert.Equal(key, RocksFormat.OfRevision(commit.Revision));
        Assert.Equal(octets, RocksFormat.OfCommit(commit));
        var read = RocksFormat.ToCommit(key, octets);
        Assert.Equal(commit.Revision, read.Revision);
        Assert.Equal(commit.Changes, read.Changes);
    }
}
