using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store;
using Holdfast.Store.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Endpoints.Tests.Publishing;

public sealed class PlanFeedTests : IDisposable
{
    private static readonly PoolOptions _pool = Pools.Of(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-feed-").FullName;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Plans_are_followed_and_only_forward()
    {
        await using var store = new MemoryStore();
        await PutAsync(store, Pools.Plan(_pool, 4));
        var feed = Feed(store);
        var heard = new Heard(feed);
        var running = feed.RunAsync(_stop.Token);
        Assert.Equal(4, (await heard.NextAsync()).Generation.Value);

        var empty = Pools.Plan(_pool, 6);
        await PutAsync(store, Pools.Plan(_pool, 3)); // older
        await PutAsync(store, empty with { Members = [] });
        await store.CommitAsync(new StoreBatch([], [StoreOperation.Put(PlanKeys.Plan(Pools.Name), "damaged"u8.ToArray())]), Token);
        await store.CommitAsync(new StoreBatch([], [StoreOperation.Delete(PlanKeys.Plan(Pools.Name))]), Token);
        await PutAsync(store, Pools.Plan(_pool, 5, 1));
        Assert.Equal(5, (await heard.NextAsync()).Generation.Value);
        Assert.Equal([2, 3, 4], Pools.Serving(feed.Plans[Pools.Name]));
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task When_the_store_is_gone_the_last_plan_stays_through_a_restart_too()
    {
        var store = new MemoryStore();
        await PutAsync(store, Pools.Plan(_pool, 4, 1));
        var feed = Feed(store);
        var heard = new Heard(feed);
        var running = feed.RunAsync(_stop.Token);
        await heard.NextAsync();
        await store.DisposeAsync();
        Assert.Equal([2, 3, 4], Pools.Serving(feed.Plans[Pools.Name]));

        var restarted = Feed(store);
        Assert.Equal([2, 3, 4], Pools.Serving(restarted.Plans[Pools.Name]));
        Assert.False(restarted.IsFollowing);
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_store_that_came_back_with_less_does_not_take_the_plan_away()
    {
        await using (var lost = new MemoryStore())
        {
            await PutAsync(lost, Pools.Plan(_pool, 9, 1));
            var feed = Feed(lost);
            var heard = new Heard(feed);
            var running = feed.RunAsync(_stop.Token);
            await heard.NextAsync();
        }

        await using var restored = new MemoryStore();
        await PutAsync(restored, Pools.Plan(_pool, 8));
        var again = Feed(restored);
        var next = new Heard(again);
        _ = again.RunAsync(_stop.Token);
        await PutAsync(restored, Pools.Plan(_pool, 10));
        Assert.Equal(10, (await next.NextAsync()).Generation.Value); // and nothing before it
    }

    private PlanFeed Feed(MemoryStore store) => new(store, _folder, TimeProvider.System, new EndpointsMetrics(), NullLogger<PlanFeed>.Instance);

    private static async Task PutAsync(MemoryStore store, EndpointPlan plan) =>
        await store.CommitAsync(new StoreBatch([], [StoreOperation.Put(PlanKeys.Plan(plan.Name), PlanCodec.Write(plan))]), Token);

    private sealed class Heard
    {
        private readonly System.Threading.Channels.Channel<EndpointPlan> _plans = System.Threading.Channels.Channel.CreateUnbounded<EndpointPlan>();

        public Heard(PlanFeed feed) => feed.Changed += plan => _plans.Writer.TryWrite(plan);

        public ValueTask<EndpointPlan> NextAsync() => _plans.Reader.ReadAsync(Token);
    }
}
