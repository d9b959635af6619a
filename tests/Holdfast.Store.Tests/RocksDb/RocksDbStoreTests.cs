using Holdfast.Store.RocksDb;
using Holdfast.Store.Tests.Contract;

namespace Holdfast.Store.Tests.RocksDb;

public sealed class RocksDbStoreTests : StoreContract
{
    private const int Retained = 100;

    private static readonly RocksDbOptions _options = new() { FeedRevisions = Retained };
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-store-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    protected override Task<IOrderedStore> OpenAsync() => Task.FromResult<IOrderedStore>(RocksDbStore.Open(_directory.FullName, _options));

    protected override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
    }

    protected override async Task ForgetAsync()
    {
        for (var number = 0; number < Retained + (Retained / 8); number++)
        {
            await Store.PutAsync("forget", $"{number}");
        }
    }
}
