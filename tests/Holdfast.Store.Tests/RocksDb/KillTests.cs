using System.Diagnostics;
using Holdfast.Store.RocksDb;
using Holdfast.Store.Tests.Contract;
using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.RocksDb;

public sealed class KillTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-store-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_by_kill_9_at_random_points()
    {
        Random chance = new(20251020);
        var acknowledged = new int[KilledStore.Writers];
        for (var round = 0; round < 5; round++)
        {
            using (var process = KilledStore.Start(_directory.FullName))
            {
                for (var left = chance.Next(20, 200); left > 0; left--)
                {
                    Keep(await NextAsync(process), acknowledged);
                }

                process.Kill();
                var rest = await process.StandardOutput.ReadToEndAsync(Token);
                await process.WaitForExitAsync(Token);
                foreach (var line in rest.Split('\n')[..^1].Where(IsDone)) // the last one may be cut short
                {
                    Keep(line, acknowledged);
                }
            }

            await using var store = RocksDbStore.Open(_directory.FullName);
            for (var writer = 0; writer < KilledStore.Writers; writer++)
            {
                var last = int.Parse(await store.GetAsync($"last/{writer}") ?? "0");
                Assert.InRange(last, acknowledged[writer], acknowledged[writer] + 1); // at most what was under way
                for (var number = 1; number <= last; number++)
                {
                    Assert.Equal(new string('x', number % 2000), await store.GetAsync(KilledStore.Key(writer, number)));
                }

                Assert.Null(await store.GetAsync(KilledStore.Key(writer, last + 1)));
            }

            await using var snapshot = await store.SnapshotAsync(Token);
            var feed = await store.TakeAsync(StoreWatch.Prefix(default, new(snapshot.Revision.Value - 10)), 20);
            Assert.Equal(snapshot.Revision, feed[^1].Revision);
        }
    }

    [Fact]
    public async Task A_second_process_is_told_who_uses_the_directory()
    {
        using var process = KilledStore.Start(_directory.FullName);
        await NextAsync(process);
        var fault = Assert.Throws<StoreException>(() => RocksDbStore.Open(_directory.FullName));
        Assert.Equal(StoreFault.Locked, fault.Fault);
        Assert.Equal($"{_directory.FullName} is used by process {process.Id}: one process at a time", fault.Message);
        process.Kill();
        await process.WaitForExitAsync(Token);
        await using var store = RocksDbStore.Open(_directory.FullName);
    }

    [Fact]
    public async Task The_same_process_is_told_too()
    {
        await using var store = RocksDbStore.Open(_directory.FullName);
        Assert.Equal(StoreFault.Locked, Assert.Throws<StoreException>(() => RocksDbStore.Open(_directory.FullName)).Fault);
        await store.PutAsync("a", "1");
    }

    private static bool IsDone(string line) => line.StartsWith(KilledStore.Done, StringComparison.Ordinal);

    private static async Task<string> NextAsync(Process process)
    {
        while (true)
        {
            var line = await process.StandardOutput.ReadLineAsync(Token);
            Assert.NotNull(line);
            if (IsDone(line)) // the others are the test framework's
            {
                return line;
            }
        }
    }

    private static void Keep(string line, int[] acknowledged)
    {
        var parts = line.Split(' ');
        acknowledged[int.Parse(parts[1])] = int.Parse(parts[2]);
    }
}
