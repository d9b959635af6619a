using Holdfast.Store.RocksDb;
using Holdfast.Store.Tests.Contract;
using Holdfast.TestPeers.RealServers;
using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.RocksDb;

public sealed class FullDiskTests : IAsyncLifetime
{
    private const int Megabytes = 16;
    private readonly DirectoryInfo _disk = Directory.CreateTempSubdirectory("holdfast-disk-");
    private bool _mounted;

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess && OperatingSystem.IsLinux())
        {
            await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "holdfast-test", _disk.FullName);
            _mounted = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            await RunAsync("umount", _disk.FullName);
        }

        _disk.Delete(recursive: true);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_acknowledged_is_lost()
    {
        Assert.SkipUnless(_mounted, "a small disk is mounted only by root");
        var ballast = Path.Combine(_disk.FullName, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[Megabytes << 18], Token);
        var directory = Path.Combine(_disk.FullName, "store");
        var acknowledged = 0;
        await using (var store = RocksDbStore.Open(directory, new() { WriteBufferOctets = 64 << 20 }))
        {
            var fault = await FillAsync(store);
            Assert.Equal(StoreFault.DiskFull, fault.Fault);
            Assert.StartsWith(directory, fault.Message, StringComparison.Ordinal);
            Assert.Equal(StoreFault.DiskFull, (await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("small", "too"))).Fault);
            await AssertKeptAsync(store);

            File.Delete(ballast);
        }

        await using (var store = RocksDbStore.Open(directory))
        {
            await AssertKeptAsync(store);
            await store.PutAsync("there is", "room");
            await AssertKeptAsync(store);
        }

        async Task<StoreException> FillAsync(RocksDbStore store)
        {
            for (; ; acknowledged++)
            {
                try
                {
                    await store.PutAsync($"{acknowledged:0000}", Value(acknowledged));
                }
                catch (StoreException fault)
                {
                    return fault;
                }
            }
        }

        async Task AssertKeptAsync(RocksDbStore store)
        {
            Assert.InRange(acknowledged, 10, 1000);
            for (var number = 0; number < acknowledged; number++)
            {
                Assert.Equal(Value(number), await store.GetAsync($"{number:0000}"));
            }

            Assert.Null(await store.GetAsync($"{acknowledged:0000}"));
        }
    }

    private static string Value(int number) => new((char)('a' + (number % 26)), 100_000);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        await using ServerProcess process = new(ServerProgram.Find(program) ?? program, arguments, "/");
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, process.Log);
    }
}
