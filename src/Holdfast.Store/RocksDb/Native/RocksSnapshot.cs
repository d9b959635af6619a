using static Holdfast.Store.RocksDb.Native.RocksNative;

namespace Holdfast.Store.RocksDb.Native;

/// <summary>A database as of one moment; ends with the database at the latest.</summary>
internal sealed class RocksSnapshot : IDisposable
{
    private readonly RocksDatabase _database;

    public RocksSnapshot(RocksDatabase database, nint pointer)
    {
        (_database, Pointer) = (database, pointer);
        Read = new(pointer);
    }

    public nint Pointer { get; }

    /// <summary>Reads as of this moment.</summary>
    public RocksReadOptions Read { get; }

    public void Dispose()
    {
        _database.Release(this);
        Read.Dispose();
    }
}

/// <summary>How to read: the latest, or as of a snapshot.</summary>
internal sealed class RocksReadOptions : IDisposable
{
    public RocksReadOptions(nint snapshot = 0)
    {
        Pointer = rocksdb_readoptions_create();
        if (snapshot != 0)
        {
            rocksdb_readoptions_set_snapshot(Pointer, snapshot);
        }
    }

    public nint Pointer { get; private set; }

    public void Dispose()
    {
        if (Pointer != 0)
        {
            rocksdb_readoptions_destroy(Pointer);
            Pointer = 0;
        }
    }
}
