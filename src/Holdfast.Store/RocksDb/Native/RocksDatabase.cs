using System.Runtime.InteropServices;
using static Holdfast.Store.RocksDb.Native.RocksNative;

namespace Holdfast.Store.RocksDb.Native;

/// <summary>
/// An open database. It is closed when it was disposed and nobody uses it any more: every use is between
/// <see cref="Use"/> and the end of what that gives.
/// </summary>
internal sealed unsafe class RocksDatabase : SafeHandle
{
    private const int LogWarnings = 2; // InfoLogLevel::WARN_LEVEL

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<RocksSnapshot, nint> _snapshots = [];
    private readonly nint _syncedWrite = rocksdb_writeoptions_create();
    private readonly nint[] _families;
    private readonly string _path;

    private RocksDatabase(string path, RocksDbOptions options, string[] families)
        : base(0, ownsHandle: true)
    {
        _path = path;
        _families = new nint[families.Length];
        var names = Array.ConvertAll(families, Marshal.StringToCoTaskMemUTF8);
        var native = NewOptions(options);
        try
        {
            rocksdb_writeoptions_set_sync(_syncedWrite, 1);
            SetHandle(rocksdb_open_column_families(native, path, families.Length, names, [.. families.Select(_ => native)], _families, out var fault));
            RocksFault.ThrowIf(fault, path);
        }
        finally
        {
            rocksdb_options_destroy(native);
            Array.ForEach(names, Marshal.FreeCoTaskMem);
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Ends when the database is closed, and its files are free for another process.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Opens a database, or makes one.</summary>
    /// <param name="path">Its directory.</param>
    /// <param name="options">Its options.</param>
    /// <param name="families">Its column families; uses refer to them by index.</param>
    public static RocksDatabase Open(string path, RocksDbOptions options, string[] families)
    {
        RocksDatabase? opened = null;
        try
        {
            return opened = new(path, options, families);
        }
        catch (StoreException)
        {
            opened?.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the database open until what is returned is disposed.</summary>
    public RocksUse Use()
    {
        var added = false;
        try
        {
            DangerousAddRef(ref added);
        }
        catch (ObjectDisposedException)
        {
            throw StoreException.Closed();
        }

        return new(this);
    }

    /// <summary>Reads one value.</summary>
    /// <returns>What <paramref name="decode"/> makes of it; null when there is none.</returns>
    public T? Get<T>(int family, ReadOnlySpan<byte> key, RocksReadOptions read, RocksDecoder<T> decode)
        where T : class
    {
        nint slice, fault;
        fixed (byte* octets = key)
        {
            slice = rocksdb_get_pinned_cf(handle, read.Pointer, _families[family], octets, (nuint)key.Length, out fault);
        }

        RocksFault.ThrowIf(fault, _path);
        if (slice == 0)
        {
            return null;
        }

        try
        {
            var value = rocksdb_pinnableslice_value(slice, out var length);
            return decode(key, new(value, (int)length));
        }
        finally
        {
            rocksdb_pinnableslice_destroy(slice);
        }
    }

    public RocksIterator Iterate(int family, RocksReadOptions read) => new(rocksdb_create_iterator_cf(handle, read.Pointer, _families[family]), _path);

    /// <summary>Writes a batch, all or nothing, and returns when it would survive a loss of power.</summary>
    public void WriteSynced(RocksBatch batch)
    {
        rocksdb_write(handle, _syncedWrite, batch.Pointer, out var fault);
        if (RocksFault.Take(fault) is { } text)
        {
            // What failed to be appended is not there. What failed otherwise (in fsync, above all) may be found after a restart.
            var kind = RocksFault.Classify(text);
            var certain = kind == StoreFault.DiskFull && text.Contains("While appending to file", StringComparison.Ordinal);
            throw new StoreException(certain || kind == StoreFault.Corrupt ? kind : StoreFault.Timeout, $"{_path}: {text}");
        }
    }

    public RocksBatch NewBatch() => new(_families);

    public RocksSnapshot NewSnapshot()
    {
        lock (_snapshots)
        {
            RocksSnapshot snapshot = new(this, rocksdb_create_snapshot(handle));
            _snapshots.Add(snapshot, snapshot.Pointer);
            return snapshot;
        }
    }

    public void Release(RocksSnapshot snapshot)
    {
        lock (_snapshots)
        {
            if (_snapshots.Remove(snapshot, out var pointer))
            {
                rocksdb_release_snapshot(handle, pointer);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        lock (_snapshots)
        {
            foreach (var pointer in _snapshots.Values)
            {
                rocksdb_release_snapshot(handle, pointer);
            }

            _snapshots.Clear();
        }

        Array.ForEach(_families, rocksdb_column_family_handle_destroy);
        rocksdb_close(handle);
        rocksdb_writeoptions_destroy(_syncedWrite);
        _closed.TrySetResult();
        return true;
    }

    private static nint NewOptions(RocksDbOptions options)
    {
        var table = rocksdb_block_based_options_create();
        var cache = rocksdb_cache_create_lru((nuint)options.CacheOctets);
        rocksdb_block_based_options_set_block_cache(table, cache);
        rocksdb_block_based_options_set_filter_policy(table, rocksdb_filterpolicy_create_bloom_full(10)); // 1 % false positives; owned by the table
        var native = rocksdb_options_create();
        rocksdb_options_set_block_based_table_factory(native, table);
        rocksdb_block_based_options_destroy(table);
        rocksdb_cache_destroy(cache); // the table keeps it
        rocksdb_options_set_create_if_missing(native, 1);
        rocksdb_options_set_create_missing_column_families(native, 1);
        rocksdb_options_set_write_buffer_size(native, (nuint)options.WriteBufferOctets);
        rocksdb_options_set_max_total_wal_size(native, 4 * (ulong)options.WriteBufferOctets);
        rocksdb_options_set_max_open_files(native, options.OpenFiles);
        rocksdb_options_set_keep_log_file_num(native, 2);
        rocksdb_options_set_info_log_level(native, LogWarnings);
        rocksdb_options_set_stats_dump_period_sec(native, 0);
        return native;
    }
}

/// <summary>Makes something of octets that are only borrowed.</summary>
internal delegate T RocksDecoder<out T>(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>A use of the database, which stays open for it.</summary>
internal readonly struct RocksUse(RocksDatabase database) : IDisposable
{
    public void Dispose() => database.DangerousRelease();
}
