using Holdfast.TestPeers.RealServers;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.App.Tests.Hosting;

public sealed class TelemetryTests
{
    private static readonly ZoneModel _zone = ZoneModel.Of("example.com").WithAddresses("www.example.com", 300, "192.0.2.10");

    [Fact]
    public async Task A_collector_is_sent_what_every_part_counts_and_who_counts_it()
    {
        await using var collector = await MetricsCollector.StartAsync();
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(
            $$"""
            providers: [{name: only, endpoints: ["udp://{{upstream.EndPoint}}"]}]
            otlp-endpoint: {{collector.Endpoint}}
            """,
            environment: new() { ["OTEL_METRIC_EXPORT_INTERVAL"] = "200" });
        await daemon.DigAsync("www.example.com");

        await daemon.UntilAsync(() => Task.FromResult(collector.Metrics.Contains("dns.server.queries")), "metrics to arrive");
        Assert.Contains("dns.resolver.cache.misses", collector.Metrics);
        Assert.Contains("holdfast.guard.entries", collector.Metrics);
        Assert.Equal("holdfast", collector.Resource["service.name"]);
        Assert.Matches(@"^\d+\.\d+", collector.Resource["service.version"]);
    }

    [Fact]
    public async Task A_daemon_without_its_collector_answers_all_the_same_and_stops_in_time()
    {
        await using var upstream = FaultyUpstream.Start(_zone);
        await using var daemon = await RunningDaemon.StartAsync(
            $$"""
            providers: [{name: only, endpoints: ["udp://{{upstream.EndPoint}}"]}]
            otlp-endpoint: "http://127.0.0.1:{{FreePorts.Pick(1)[0]}}"
            """,
            environment: new() { ["OTEL_METRIC_EXPORT_INTERVAL"] = "200" });
        Assert.Equal("192.0.2.10\n", await daemon.DigAsync("www.example.com", "+short"));
        Assert.Equal(0, await daemon.EndAsync(Signal.Terminate));
    }
}
