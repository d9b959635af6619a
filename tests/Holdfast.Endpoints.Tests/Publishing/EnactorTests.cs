using Holdfast.Endpoints.Guarding;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Endpoints.Tests.Publishing;

public sealed class EnactorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Pools.Now);
    private readonly MemoryStore _store = new();
    private readonly HealthBoard _board = new();
    private readonly PlanPublisher _publisher;
    private PoolOptions _pool = Pools.Of(4);
    private int[] _down = [];

    public EnactorTests() => _publisher = new PlanPublisher(_store, 8);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task What_is_seen_is_published_and_then_left_alone()
    {
        var enactor = Enactor("zone-1");
        Assert.Equal(RoundOutcome.Published, (await enactor.RunRoundAsync(Token)).Outcome);
        Assert.Equal(RoundOutcome.Same, (await enactor.RunRoundAsync(Token)).Outcome);
        _time.Advance(TimeSpan.FromMinutes(1));
        _down = [2];
        var round = await enactor.RunRoundAsync(Token);
        Assert.Equal([1, 3, 4], Pools.Serving(round.Plan!));
        Assert.False(_board.Of(Pools.Name)!.Members[1].MayServe);
    }

    [Fact]
    public async Task The_planner_s_input_emptied_leaves_the_last_plan_standing()
    {
        await Enactor("zone-1").RunRoundAsync(Token);
        _pool = _pool with { Members = [] };
        Assert.Equal(new Round(RoundOutcome.Stands, "the pool has no members"), await Enactor("zone-2").RunRoundAsync(Token));
        Assert.Equal(4, (await _publisher.ReadAsync(Pools.Name, Token)).Plan!.Serving.Count());
    }

    [Fact]
    public async Task A_plan_that_is_refused_is_kept_with_its_reason()
    {
        await Enactor("zone-1").RunRoundAsync(Token);
        _pool = _pool with { Edition = 1, Members = [_pool.Members[0]] };
        var round = await Enactor("zone-1").RunRoundAsync(Token);
        Assert.Equal((RoundOutcome.Refused, "it would leave 1 of 4 addresses within 0:10:00; allowed: 2 or more"), (round.Outcome, round.Text));
        Assert.Equal(RefusalReason.Shrinks, (await _publisher.ReadAsync(Pools.Name, Token)).Refused!.Refusal.Reason);
        Assert.Single((await _publisher.ForceAsync(Pools.Name, "alice", Pools.Now, Token)).Plan!.Serving);
    }

    [Fact]
    public async Task Who_still_has_the_older_pool_does_not_undo_the_newer()
    {
        var behind = Enactor("zone-1");
        await behind.RunRoundAsync(Token);
        _pool = _pool with { Edition = 1, Members = _pool.Members[..3] };
        Assert.Equal(RoundOutcome.Published, (await Enactor("zone-2").RunRoundAsync(Token)).Outcome);
        var round = await behind.RunRoundAsync(Token);
        Assert.Equal((RoundOutcome.Refused, "it comes from edition 0 of the pool, 1 is published already"), (round.Outcome, round.Text));
    }

    [Fact]
    public async Task A_frozen_name_stays_as_it_is_for_the_virtual_address_too()
    {
        var enactor = Enactor("zone-1");
        await enactor.RunRoundAsync(Token);
        await _publisher.FreezeAsync(Pools.Name, new Freeze("alice", Pools.Now, "checks flap"), Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        _down = [2];
        Assert.Equal(new Round(RoundOutcome.Frozen, "frozen by alice: checks flap"), await enactor.RunRoundAsync(Token));
        Assert.True(_board.Of(Pools.Name)!.Members[1].MayServe);
    }

    [Fact]
    public async Task Without_the_store_the_board_goes_on_by_what_we_see_ourselves()
    {
        var enactor = Enactor("zone-1");
        await enactor.RunRoundAsync(Token);
        await _store.DisposeAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        _down = [2];
        Assert.Equal(RoundOutcome.StoreFailed, (await enactor.RunRoundAsync(Token)).Outcome);
        Assert.Equal([true, false, true, true], _board.Of(Pools.Name)!.Members.Select(member => member.MayServe));
    }

    [Fact]
    public async Task Another_observer_counts_while_its_reports_are_kept_up()
    {
        var enactor = Enactor("zone-1");
        await enactor.RunRoundAsync(Token);
        _down = [2];

        // Of zone-2, who sees nothing wrong: two that disagree change nothing.
        for (var n = 0; n < 2; n++)
        {
            await _publisher.ReportAsync(Pools.Name, Pools.Sees(_pool, "zone-2"), Token);
            _time.Advance(TimeSpan.FromSeconds(6));
            await enactor.RunRoundAsync(Token);
        }

        Assert.Equal("2 of 2 observers have an opinion, and do not agree enough", _board.Of(Pools.Name)!.Members[1].Text);
        Assert.True(_board.Of(Pools.Name)!.Members[1].MayServe);
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(RoundOutcome.Published, (await enactor.RunRoundAsync(Token)).Outcome);
    }

    [Fact]
    public async Task Two_that_use_one_name_are_told()
    {
        var enactor = Enactor("zone-1");
        await enactor.RunRoundAsync(Token);
        await _publisher.ReportAsync(Pools.Name, Pools.Sees(_pool, "zone-1", 1, 2, 3, 4), Token);
        var round = await enactor.RunRoundAsync(Token);
        Assert.Equal((RoundOutcome.Overtaken, "another report stands under the name zone-1; each enactor needs a name of its own"), (round.Outcome, round.Text));
        Assert.Equal(RoundOutcome.Same, (await enactor.RunRoundAsync(Token)).Outcome);
    }

    [Fact]
    public async Task A_node_that_drains_gets_nothing_new()
    {
        var enactor = Enactor("zone-1");
        await enactor.RunRoundAsync(Token);
        var node = new NodeReporter(_store, Pools.Name, Pools.Address(3));
        await node.ReportAsync(NodeState.Serving, Token);
        await enactor.RunRoundAsync(Token);
        await node.ReportAsync(NodeState.Draining, Token);
        var round = await enactor.RunRoundAsync(Token);
        Assert.Equal([1, 2, 4], Pools.Serving(round.Plan!));
    }

    private Enactor Enactor(string name)
    {
        var pool = _pool;
        return new Enactor(
            pool, new EndpointsOptions { Enactor = name }, () => Pools.Sees(pool, name, _down), _publisher, _board, _time, new EndpointsMetrics(), NullLogger.Instance);
    }
}
