using Holdfast.Store.Memory;
using Holdfast.Store.Tests.Contract;

namespace Holdfast.Store.Tests.Memory;

public sealed class MemoryStoreTests : StoreContract
{
    private const int Retained = 100;

    protected override Task<IOrderedStore> OpenAsync() =>
        Task.FromResult<IOrderedStore>(new MemoryStore(MemoryStore.DefaultLimits with { FeedRevisions = Retained }));

    protected override async Task ForgetAsync()
    {
        for (var number = 0; number < Retained; number++)
        {
            await Store.PutAsync("forget", $"{number}");
        }
    }
}
