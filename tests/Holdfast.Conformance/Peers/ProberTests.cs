using Holdfast.TestPeers.Probing;
using Holdfast.TestPeers.Upstreams;
using Holdfast.Wire.Messages;

namespace Holdfast.Conformance.Peers;

public sealed class ProberTests
{
    private static readonly ZoneModel _zone = ZoneModel.Of("example.test.")
        .WithAddresses("good.example.test.", 5, "192.0.2.7")
        .WithAddresses("bad.example.test.", 5, "192.0.2.8");

    [Fact]
    public async Task What_is_usable_is_told_from_what_is_not()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        upstream.Set("servfail name=bad.example.test.");
        await using var prober = new Prober(upstream.EndPoint,
        [
            ProbeClass.Of("good", 1, ["good.example.test."], "192.0.2.7"),
            ProbeClass.Of("bad", 1, ["bad.example.test."]),
            ProbeClass.Of("wrong", 1, ["good.example.test."], "192.0.2.99"),
        ]);
        var tally = await prober.RunAsync(600, TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        Assert.InRange(tally.Samples.Count, 299, 301);
        Assert.Equal(1, tally.Only(sample => sample.Class.Name == "good").Usable);
        Assert.Equal(0, tally.Only(sample => sample.Class.Name != "good").Usable);
        Assert.All(tally.Samples.Where(sample => sample.Class.Name == "bad"), sample => Assert.Equal(ResponseCode.ServerFailure, sample.Code));
        Assert.All(tally.Samples.Where(sample => sample.Class.Name == "wrong"), sample => Assert.True(sample.HasAddress));
    }

    [Fact]
    public async Task Silence_is_not_usable_and_what_is_slow_shows_in_the_percentiles()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var prober = new Prober(upstream.EndPoint, [ProbeClass.Of("good", 1, ["good.example.test."])]);
        upstream.Set("silent");
        var silent = await prober.RunAsync(200, TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.Equal(0, silent.Usable);
        Assert.NotNull(silent.LastFailure);
        Assert.Null(silent.Percentile(0.5));
        upstream.Set("slow=80ms");
        var slow = await prober.RunAsync(200, TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.Equal(1, slow.Usable);
        Assert.True(slow.Percentile(0) >= TimeSpan.FromMilliseconds(79));
    }
}
