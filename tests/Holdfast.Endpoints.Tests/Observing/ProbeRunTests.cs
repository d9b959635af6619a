using System.Net;
using Holdfast.Endpoints.Observing;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Endpoints.Tests.Observing;

public sealed class ProbeRunTests
{
    private readonly FakeTimeProvider _time = new(Pools.Now);
    private readonly HangingProbe _hanging = new();

    [Fact]
    public async Task A_probe_that_never_ends_is_over_by_its_deadline()
    {
        var run = new ProbeRun(_hanging, _time, new EndpointsMetrics(), maxProbes: 4);
        var ran = run.RunAsync(Pools.Address(1), new ProbeOptions(), Pools.Name, CancellationToken.None).AsTask();
        Assert.False(ran.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(new ProbeResult(ProbeOutcome.TimedOut, "nothing in 1000 ms"), await ran);
        Assert.True(_hanging.WasToldToEnd);
    }

    [Fact]
    public async Task Probes_that_hang_keep_their_places_so_that_they_do_not_pile_up()
    {
        var run = new ProbeRun(_hanging, _time, new EndpointsMetrics(), maxProbes: 2);
        for (var n = 0; n < 2; n++)
        {
            var ran = run.RunAsync(Pools.Address(n), new ProbeOptions(), Pools.Name, CancellationToken.None).AsTask();
            _time.Advance(TimeSpan.FromSeconds(2));
            await ran;
        }

        using var stop = new CancellationTokenSource();
        var waiting = run.RunAsync(Pools.Address(3), new ProbeOptions(), Pools.Name, stop.Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, _hanging.Begun);
        await stop.CancelAsync();
        Assert.Equal(ProbeOutcome.Cancelled, (await waiting).Outcome);
    }

    [Fact]
    public async Task A_probe_that_breaks_says_nothing_about_the_member()
    {
        var run = new ProbeRun(new BrokenProbe(), _time, new EndpointsMetrics(), maxProbes: 1);
        var result = await run.RunAsync(Pools.Address(1), new ProbeOptions(), Pools.Name, CancellationToken.None);
        Assert.Equal(new ProbeResult(ProbeOutcome.Broken, "a bug"), result);
        Assert.Equal(default, default(Streak).With(result, new ProbeOptions { Fall = 1 }));
    }

    private sealed class BrokenProbe : IProbe
    {
        public ValueTask<ProbeResult> ProbeAsync(IPAddress address, ProbeOptions probe, DomainName name, CancellationToken cancellationToken) => throw new InvalidOperationException("a bug");
    }

    private sealed class HangingProbe : IProbe
    {
        public int Begun { get; private set; }

        public bool WasToldToEnd { get; private set; }

        public ValueTask<ProbeResult> ProbeAsync(IPAddress address, ProbeOptions probe, DomainName name, CancellationToken cancellationToken)
        {
            Begun++;
            cancellationToken.Register(() => WasToldToEnd = true);
            return new ValueTask<ProbeResult>(new TaskCompletionSource<ProbeResult>().Task);
        }
    }
}
