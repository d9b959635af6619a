using System.Collections.Concurrent;
using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Endpoints.Tests.Observing;

public sealed class PoolObserverTests
{
    [Fact]
    public async Task Every_member_is_probed_at_its_interval_and_an_opinion_follows()
    {
        var time = new FakeTimeProvider(Pools.Now);
        var pool = Pools.Of(3);
        var probe = new ScriptedProbe();
        probe.Ill.Add(Pools.Address(2));
        var observer = new PoolObserver("zone-1", pool, new ProbeRun(probe, time, new EndpointsMetrics(), 8), time, new Random(1));
        var changes = 0;
        observer.Changed += () => changes++;
        using var stop = new CancellationTokenSource();
        var running = observer.RunAsync(stop.Token);
        for (var tenth = 0; tenth < 100; tenth++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // Ten seconds at an interval of two, jittered by a fifth.
        Assert.All(pool.Members, member => Assert.InRange(probe.Asked[member.Address], 4, 7));
        Assert.Equal((Opinion.Up, Opinion.Down, Opinion.Up), (observer.Opinions.Of(Pools.Address(1)).Opinion, observer.Opinions.Of(Pools.Address(2)).Opinion, observer.Opinions.Of(Pools.Address(3)).Opinion));
        Assert.Equal("tcp:443: ill", observer.Opinions.Of(Pools.Address(2)).Detail);
        Assert.Equal(3, changes);
        await stop.CancelAsync();
        await running;
    }

    private sealed class ScriptedProbe : IProbe
    {
        public HashSet<IPAddress> Ill { get; } = [];

        public ConcurrentDictionary<IPAddress, int> Asked { get; } = [];

        public ValueTask<ProbeResult> ProbeAsync(IPAddress address, ProbeOptions probe, DomainName name, CancellationToken cancellationToken)
        {
            Asked.AddOrUpdate(address, 1, (_, count) => count + 1);
            return ValueTask.FromResult(Ill.Contains(address) ? new ProbeResult(ProbeOutcome.Refused, "ill") : new ProbeResult(ProbeOutcome.Healthy));
        }
    }
}
