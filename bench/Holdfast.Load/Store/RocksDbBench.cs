using Holdfast.Store;
using Holdfast.Store.RocksDb;
using Holdfast.Store.RocksDb.Native;

namespace Holdfast.Load.Store;

/// <summary>
/// The embedded store beside RocksDB's own calls: the same options, one column family, a key and its value and nothing else;
/// with several writers RocksDB's own grouping of concurrent writes.
/// </summary>
internal static class RocksDbBench
{
    private const int Entries = 10_000; // read at random

    public static async Task RunAsync(StoreBench bench, string folder, CancellationToken stop)
    {
        RocksDbOptions options = new();
        await using var store = RocksDbStore.Open(Path.Combine(folder, "ours"), options);
        using var raw = RocksDatabase.Open(Path.Combine(folder, "raw"), options, ["default"]);
        using RocksReadOptions read = new();
        for (var first = 0; first < Entries; first += 100)
        {
            var keys = Enumerable.Range(first, 100).Select(number => Key("read", number)).ToArray();
            await store.CommitAsync(new([], [.. keys.Select(key => StoreOperation.Put(key, StoreBench.Value))]), stop);
            using var batch = raw.NewBatch();
            Array.ForEach(keys, key => batch.Put(0, key, StoreBench.Value));
            raw.WriteSynced(batch);
        }

        ValueTask PutRaw(int number)
        {
            using var batch = raw.NewBatch();
            batch.Put(0, Key("put", number), StoreBench.Value);
            raw.WriteSynced(batch);
            return ValueTask.CompletedTask;
        }

        ValueTask GetRaw(int number)
        {
            var value = raw.Get(0, Key("read", Spread(number)), read, (_, octets) => octets.ToArray());
            return value is null ? throw new InvalidOperationException("not there") : ValueTask.CompletedTask;
        }

        ValueTask RangeRaw(int number)
        {
            List<(byte[] Key, byte[] Value)> page = new(10);
            using var at = raw.Iterate(0, read);
            for (at.Seek(Key("read", Math.Min(Spread(number), Entries - 10))); page.Count < 10 && at.IsAtKey(); at.Next())
            {
                page.Add((at.Key.ToArray(), at.Value.ToArray()));
            }

            return page.Count == 10 ? ValueTask.CompletedTask : throw new InvalidOperationException("too few");
        }

        async ValueTask PutAsync(int number) => await store.CommitAsync(new([], [StoreOperation.Put(Key("put", number), StoreBench.Value)]), stop);

        async ValueTask GetAsync(int number) => _ = await store.GetAsync(Key("read", Spread(number)), stop) ?? throw new InvalidOperationException("not there");

        async ValueTask RangeAsync(int number)
        {
            var page = await store.RangeAsync(new(Key("read", Math.Min(Spread(number), Entries - 10)), default, 10), stop);
            _ = page.Entries.Length == 10 ? 0 : throw new InvalidOperationException("too few");
        }

        await bench.RunAsync(
            [
                new("rocksdb: synced put, 1 writer", 1, PutAsync, PutRaw),
                new("rocksdb: synced put, 16 writers", 16, PutAsync, PutRaw, Threads: true),
                new("rocksdb: synced put, 64 writers", 64, PutAsync, PutRaw, Threads: true),
                new("rocksdb: get", 1, GetAsync, GetRaw),
                new("rocksdb: range of 10", 1, RangeAsync, RangeRaw),
            ],
            stop);
    }

    private static byte[] Key(string kind, int number) => [.. System.Text.Encoding.ASCII.GetBytes(kind), .. StoreBench.Key(number)];

    // Anywhere among the entries, the same for both (Knuth's multiplicative hash).
    private static int Spread(int number) => (int)((uint)number * 2654435761u % Entries);
}
