using System.Net;
using System.Threading.Channels;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Planning;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store.Memory;
using Holdfast.TestPeers.Targets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Endpoints.Tests;

/// <summary>All of it in real time: TCP servers on loopback, three enactors, a feed.</summary>
public sealed class EndpointsServiceTests : IAsyncDisposable
{
    private static readonly IPAddress[] _addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"), IPAddress.Parse("127.0.0.4")];

    private readonly TcpTarget[] _servers;
    private readonly MemoryStore _store = new();

    public EndpointsServiceTests()
    {
        var first = new TcpTarget(_addresses[0], 0);
        _servers = [first, .. _addresses[1..].Select(address => new TcpTarget(address, first.EndPoint.Port))];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(_servers, server => server.Dispose());
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_server_dies_and_comes_back_and_the_name_follows()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var services = Enumerable.Range(1, 3).Select(n => Service($"zone-{n}")).ToArray();
        var feed = new PlanFeed(_store, null, TimeProvider.System, new EndpointsMetrics(), NullLogger<PlanFeed>.Instance);
        var plans = Channel.CreateUnbounded<EndpointPlan>();
        feed.Changed += plan => plans.Writer.TryWrite(plan);
        var told = Channel.CreateUnbounded<PoolVerdict>();
        services[0].Board.Changed += verdict => told.Writer.TryWrite(verdict);
        Task[] running = [feed.RunAsync(stop.Token), .. services.Select(service => service.RunAsync(stop.Token))];

        await UntilAsync(plans, plan => plan.Serving.Count() == 3);
        _servers[1].Close();
        var without = await UntilAsync(plans, plan => plan.Serving.Count() == 2);
        Assert.DoesNotContain(without.Serving, member => member.Address.Equals(_addresses[1]));
        Assert.Contains("observers see it fail: tcp:", without.Members[1].Reason);
        while ((await told.Reader.ReadAsync(Token)).Members[1].IsUp)
        {
        }

        _servers[1].Open();
        await UntilAsync(plans, plan => plan.Serving.Count() == 3);
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task When_all_die_at_once_the_last_plan_stands()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var service = Service("zone-1");
        var suspected = new TaskCompletionSource();
        service.Board.Changed += verdict => _ = verdict.SuspectedSince is not null && suspected.TrySetResult();
        var running = service.RunAsync(stop.Token);
        while ((await service.Publisher.ListAsync(Token)).IsEmpty)
        {
            await Task.Yield();
        }

        var state = await service.Publisher.ReadAsync(Pools.Name, Token);
        Assert.Equal(3, state.Plan!.Serving.Count());
        Array.ForEach(_servers, server => server.Close());
        await suspected.Task.WaitAsync(Token);
        state = await service.Publisher.ReadAsync(Pools.Name, Token);
        Assert.True(state.Plan!.Serving.Count() >= 2, "one may be seen to die before the others; never two");
        Assert.Contains("the observers are doubted", PlanExplanation.Write(Pools.Name, state, service.Board.Of(Pools.Name), TimeProvider.System.GetUtcNow()));
        await stop.CancelAsync();
        await running;
    }

    private EndpointsService Service(string name) => new(
        new EndpointsOptions
        {
            Enactor = name,
            RoundInterval = TimeSpan.FromMilliseconds(100),
            ReportInterval = TimeSpan.FromMilliseconds(500),
            ReportLifetime = TimeSpan.FromSeconds(2),
            Pools =
            [
                new PoolOptions
                {
                    Name = Pools.Name,
                    Members = [.. _addresses.Select(address => new PoolMember { Address = address })],
                    Probes = [new ProbeOptions { Target = new ProbeTarget(ProbeKind.Tcp, _servers[0].EndPoint.Port), Interval = TimeSpan.FromMilliseconds(100), Rise = 1, Fall = 2 }],
                    Health = new HealthPolicy { MinUp = TimeSpan.Zero, MinDown = TimeSpan.Zero },
                },
            ],
        },
        _store,
        new SocketProbe(TimeProvider.System),
        TimeProvider.System,
        new Random(1),
        new EndpointsMetrics(),
        NullLogger<EndpointsService>.Instance);

    private static async Task<EndpointPlan> UntilAsync(Channel<EndpointPlan> plans, Func<EndpointPlan, bool> holds)
    {
        while (true)
        {
            var plan = await plans.Reader.ReadAsync(Token);
            Assert.NotEmpty(plan.Serving);
            if (holds(plan))
            {
                return plan;
            }
        }
    }
}
