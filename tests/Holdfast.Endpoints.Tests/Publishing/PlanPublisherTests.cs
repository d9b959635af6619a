using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store;
using Holdfast.Store.Memory;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Tests.Publishing;

public sealed class PlanPublisherTests : IAsyncLifetime
{
    private static readonly PoolOptions _pool = Pools.Of(4);
    private static readonly Freeze _alice = new("alice", Pools.Now, "drill");

    private readonly MemoryStore _store = new();
    private readonly PlanPublisher _publisher;

    public PlanPublisherTests() => _publisher = new PlanPublisher(_store, keptGenerations: 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_plan_is_published_once_and_who_comes_late_is_overtaken()
    {
        var before = await _publisher.ReadAsync(Pools.Name, Token);
        Assert.Equal(RoundOutcome.Published, await _publisher.PublishAsync(Pools.Plan(_pool, 1), before, [], Token));
        Assert.Equal(RoundOutcome.Overtaken, await _publisher.PublishAsync(Pools.Plan(_pool, 1, 2), before, [], Token));
        var state = await _publisher.ReadAsync(Pools.Name, Token);
        Assert.Equal([1, 2, 3, 4], Pools.Serving(state.Plan!));
    }

    [Fact]
    public async Task A_plan_whose_evidence_changed_is_overtaken()
    {
        var opinions = Pools.Sees(_pool, "zone-1");
        await _publisher.ReportAsync(Pools.Name, opinions, Token);
        var state = await _publisher.ReadAsync(Pools.Name, Token);
        var evidence = StoreCondition.ModifiedAt(state.Observed[0].Key, state.Observed[0].Modified);
        await _publisher.ReportAsync(Pools.Name, opinions, Token);
        Assert.Equal(RoundOutcome.Overtaken, await _publisher.PublishAsync(Pools.Plan(_pool, 1), state, [evidence], Token));
    }

    [Fact]
    public async Task What_an_observer_reports_is_read_as_it_was_said()
    {
        var said = Pools.Sees(_pool, "zone-1", 2);
        await _publisher.ReportAsync(Pools.Name, said, Token);
        var read = Assert.Single((await _publisher.ReadAsync(Pools.Name, Token)).Observed).Value;
        Assert.True(read.SaysTheSame(said));
        Assert.Equal(("zone-1", "HTTP 503"), (read.Observer, read.Of(Pools.Address(2)).Detail));
    }

    [Theory]
    [InlineData("api.example.com.")]
    [InlineData(".")]
    public async Task While_a_name_or_all_are_frozen_nothing_is_published(string frozen)
    {
        var state = await PublishAsync(2);
        Assert.True((await _publisher.FreezeAsync(DomainName.Parse(frozen), _alice, Token)).IsDone);
        Assert.Equal(RoundOutcome.Frozen, await _publisher.PublishAsync(Pools.Plan(_pool, 3), state, [], Token));
        Assert.Contains("frozen by alice already: drill", (await _publisher.FreezeAsync(DomainName.Parse(frozen), _alice with { By = "bob" }, Token)).Fault);
        Assert.True((await _publisher.ThawAsync(DomainName.Parse(frozen), Token)).IsDone);
        Assert.EndsWith("not frozen", (await _publisher.ThawAsync(DomainName.Parse(frozen), Token)).Fault);
        Assert.Equal(RoundOutcome.Published, await _publisher.PublishAsync(Pools.Plan(_pool, 3), state, [], Token));
    }

    [Fact]
    public async Task Clean_up_keeps_what_is_published_and_those_before_it_by_number()
    {
        await PublishAsync(5);
        await _publisher.CleanUpAsync(Pools.Name, new Generation(5), Token);
        Assert.Equal([5L, 4L, 3L], (await _publisher.HistoryAsync(Pools.Name, Token)).Select(plan => plan.Generation.Value));

        // Of one who was delayed since generation 4 was published.
        await _publisher.CleanUpAsync(Pools.Name, new Generation(4), Token);
        Assert.Equal(3, (await _publisher.HistoryAsync(Pools.Name, Token)).Length);
    }

    [Fact]
    public async Task A_rollback_is_a_new_generation_with_old_content_and_freezes_the_name()
    {
        await PublishAsync(3);
        var result = await _publisher.RollBackAsync(Pools.Name, new Generation(2), _alice, Token);
        Assert.True(result.IsDone, result.Fault);
        var state = await _publisher.ReadAsync(Pools.Name, Token);
        Assert.Equal((4, PlanOrigin.RolledBack, "alice", "back to generation 2: drill"), (state.Plan!.Generation.Value, state.Plan.Origin, state.Plan.By, state.Plan.Note));
        Assert.Equal([1, 3, 4], Pools.Serving(state.Plan));
        Assert.Equal(_alice, state.Freeze);
    }

    [Fact]
    public async Task A_rollback_to_what_is_not_kept_says_what_is()
    {
        await PublishAsync(2);
        Assert.Equal("generation 9 of api.example.com. is not kept; kept: 2, 1", (await _publisher.RollBackAsync(Pools.Name, new Generation(9), _alice, Token)).Fault);
    }

    [Fact]
    public async Task A_published_plan_that_cannot_be_read_can_be_rolled_back()
    {
        await PublishAsync(2);
        await _store.CommitAsync(new StoreBatch([], [StoreOperation.Put(PlanKeys.Plan(Pools.Name), "?"u8.ToArray())]), Token);
        Assert.NotNull((await _publisher.ReadAsync(Pools.Name, Token)).PlanFault);
        var result = await _publisher.RollBackAsync(Pools.Name, new Generation(1), _alice, Token);
        Assert.Equal((null, 3L), (result.Fault, result.Plan?.Generation.Value));
    }

    [Fact]
    public async Task A_refused_plan_is_forced_once_and_by_name()
    {
        var state = await PublishAsync(2);
        var refused = new RefusedPlan(Pools.Plan(_pool, 3, 1, 2, 3), new PlanRefusal(RefusalReason.Shrinks, "too much"));
        await _publisher.KeepRefusedAsync(refused, state, Token);
        var result = await _publisher.ForceAsync(Pools.Name, "alice", Pools.Now, Token);
        Assert.Equal((null, PlanOrigin.Forced, "alice"), (result.Fault, result.Plan?.Origin, result.Plan?.By));
        Assert.Equal("no plan of api.example.com. is refused", (await _publisher.ForceAsync(Pools.Name, "alice", Pools.Now, Token)).Fault);
        state = await _publisher.ReadAsync(Pools.Name, Token);
        Assert.Equal([4], Pools.Serving(state.Plan!));
    }

    [Fact]
    public async Task A_refused_plan_that_was_overtaken_cannot_be_forced()
    {
        var state = await PublishAsync(2);
        await _publisher.KeepRefusedAsync(new RefusedPlan(Pools.Plan(_pool, 3, 1, 2, 3), new PlanRefusal(RefusalReason.Shrinks, "too much")), state, Token);
        state = await _publisher.ReadAsync(Pools.Name, Token);
        Assert.NotNull(state.Refused);
        Assert.Equal(RoundOutcome.Published, await _publisher.PublishAsync(Pools.Plan(_pool, 3, 1), state, [], Token));
        Assert.Equal("no plan of api.example.com. is refused", (await _publisher.ForceAsync(Pools.Name, "alice", Pools.Now, Token)).Fault);
    }

    [Fact]
    public async Task An_empty_plan_cannot_be_forced()
    {
        var state = await PublishAsync(2);
        var empty = Pools.Plan(_pool, 3);
        empty = empty with { Members = [.. empty.Members.Select(member => member with { Role = MemberRole.Out })] };
        await _publisher.KeepRefusedAsync(new RefusedPlan(empty, new PlanRefusal(RefusalReason.Shrinks, "said wrongly")), state, Token);
        Assert.Contains("without an address", (await _publisher.ForceAsync(Pools.Name, "alice", Pools.Now, Token)).Fault);
    }

    [Fact]
    public async Task Names_are_the_same_in_any_case_and_listed()
    {
        await PublishAsync(1);
        Assert.Equal(1, (await _publisher.ReadAsync(DomainName.Parse("API.Example.com."), Token)).Plan!.Generation.Value);
        Assert.Equal(Pools.Name, Assert.Single(await _publisher.ListAsync(Token)).Name);
    }

    // Generation n lacks member n, from the second on.
    private async Task<PublishedState> PublishAsync(int generations)
    {
        var state = await _publisher.ReadAsync(Pools.Name, Token);
        for (var n = 1; n <= generations; n++)
        {
            Assert.Equal(RoundOutcome.Published, await _publisher.PublishAsync(Pools.Plan(_pool, n, n == 1 ? 0 : ((n - 1) % 4) + 1), state, [], Token));
            state = await _publisher.ReadAsync(Pools.Name, Token);
        }

        return state;
    }
}
