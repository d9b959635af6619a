using Etcdserverpb;
using Grpc.Net.Client;
using Holdfast.Store.Etcd;
using Holdfast.Store.Tests.Contract;
using static Holdfast.Store.Tests.Contract.StoreText;

namespace Holdfast.Store.Tests.Etcd;

[Collection(nameof(EtcdCollection))]
public sealed class EtcdStoreTests(EtcdFixture etcd) : StoreContract
{
    private readonly EtcdOptions _options = etcd.NewOptions();

    protected override int ModelSequences => 30;

    [Fact]
    public async Task Stores_that_share_a_cluster_do_not_see_each_others_keys()
    {
        await using EtcdStore other = new(etcd.NewOptions());
        var before = await Store.PutAsync("a", "mine");
        await other.PutAsync("b", "other");
        await other.CommitAsync(DeleteRange("", ""));
        await Store.PutAsync("c", "mine");
        Assert.Equal("a c", await Store.KeysAsync(Range("", "")));
        Assert.Equal("", await other.KeysAsync(Range("", "")));
        Assert.Equal("c=mine.", await Store.LinesAsync(StoreWatch.Prefix(default, before), 1));
    }

    [Fact]
    public async Task A_long_page_is_of_one_revision_although_it_is_read_in_parts()
    {
        for (var part = 0; part < 2; part++)
        {
            await Store.CommitAsync([.. Enumerable.Range(part * 100, 100).Select(number => Put($"{number:000}", "old"))]);
        }

        using CancellationTokenSource stop = new();
        var writing = Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                await Store.CommitAsync([.. Enumerable.Range(0, 100).Select(number => Put($"{2 * number:000}", $"{round}"))]);
            }
        });
        for (var round = 0; round < 10; round++)
        {
            var page = await Store.RangeAsync(Range("", "", 500, reverse: round % 2 == 1), Token);
            Assert.Equal(200, page.Entries.Length);
            Assert.Single(page.Entries.Where(entry => int.Parse(Text(entry.Key)) % 2 == 0).Select(entry => Text(entry.Value)).Distinct());
        }

        await stop.CancelAsync();
        await writing;
    }

    protected override Task<IOrderedStore> OpenAsync() => Task.FromResult<IOrderedStore>(new EtcdStore(_options));

    protected override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
    }

    protected override async Task ForgetAsync()
    {
        await using var snapshot = await Store.SnapshotAsync(Token);
        using var channel = GrpcChannel.ForAddress(etcd.Servers.Endpoints[0]);
        await new KV.KVClient(channel).CompactAsync(new() { Revision = snapshot.Revision.Value, Physical = true }, cancellationToken: Token);
    }
}
