using static Holdfast.Store.RocksDb.Native.RocksNative;

namespace Holdfast.Store.RocksDb.Native;

/// <summary>A place among the keys of a column family, as of one moment. Octets are borrowed until it moves.</summary>
internal readonly unsafe ref struct RocksIterator(nint pointer, string path)
{
    public ReadOnlySpan<byte> Key => new(rocksdb_iter_key(pointer, out var octets), (int)octets);

    public ReadOnlySpan<byte> Value => new(rocksdb_iter_value(pointer, out var octets), (int)octets);

    /// <summary>Whether it is at a key; false at either end.</summary>
    public bool IsAtKey()
    {
        if (rocksdb_iter_valid(pointer) != 0)
        {
            return true;
        }

        rocksdb_iter_get_error(pointer, out var fault);
        RocksFault.ThrowIf(fault, path);
        return false;
    }

    /// <summary>Goes to a key, or the first one after it.</summary>
    public void Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* octets = key)
        {
            rocksdb_iter_seek(pointer, octets, (nuint)key.Length);
        }
    }

    /// <summary>Goes to the last key before one; to the last of all for none.</summary>
    public void SeekBefore(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
        {
            rocksdb_iter_seek_to_last(pointer);
            return;
        }

        fixed (byte* octets = key)
        {
            rocksdb_iter_seek_for_prev(pointer, octets, (nuint)key.Length);
        }

        if (IsAtKey() && Key.SequenceEqual(key))
        {
            rocksdb_iter_prev(pointer);
        }
    }

    public void Next() => rocksdb_iter_next(pointer);

    public void Previous() => rocksdb_iter_prev(pointer);

    public void Dispose() => rocksdb_iter_destroy(pointer);
}
