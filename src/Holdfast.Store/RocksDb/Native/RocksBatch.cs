using static Holdfast.Store.RocksDb.Native.RocksNative;

namespace Holdfast.Store.RocksDb.Native;

/// <summary>Changes to be written together. RocksDB copies the octets at once.</summary>
internal sealed unsafe class RocksBatch(nint[] families) : IDisposable
{
    public nint Pointer { get; } = rocksdb_writebatch_create();

    public void Put(int family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyOctets = key, valueOctets = value)
        {
            rocksdb_writebatch_put_cf(Pointer, families[family], keyOctets, (nuint)key.Length, valueOctets, (nuint)value.Length);
        }
    }

    public void Delete(int family, ReadOnlySpan<byte> key)
    {
        fixed (byte* octets = key)
        {
            rocksdb_writebatch_delete_cf(Pointer, families[family], octets, (nuint)key.Length);
        }
    }

    public void DeleteRange(int family, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        fixed (byte* fromOctets = from, toOctets = to)
        {
            rocksdb_writebatch_delete_range_cf(Pointer, families[family], fromOctets, (nuint)from.Length, toOctets, (nuint)to.Length);
        }
    }

    public void Dispose() => rocksdb_writebatch_destroy(Pointer);
}
