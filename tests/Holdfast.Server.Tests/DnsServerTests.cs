using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Server.Admission;
using Holdfast.Server.Listeners;
using Holdfast.Server.Pipeline;
using Holdfast.Server.Tests.Listeners;
using Holdfast.TestPeers.Tools;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests;

public sealed class DnsServerTests
{
    [Fact]
    public async Task Reconfiguring_keeps_sockets_that_stay_and_swaps_the_rest()
    {
        await using var server = await TestServer.StartAsync();
        var udp = server.Udp;
        await server.Server.ReconfigureAsync(
            TestServer.Options with { Tcp = [], AllowedClients = [AddressPrefix.Parse("192.0.2.0/24")] }, TestContext.Current.CancellationToken);
        Assert.Equal([new BoundEndPoint(Transport.Udp, udp)], server.Server.EndPoints);
        var refused = await Dig.AskAsync(udp, "www.example.com", "A");
        Assert.Contains("status: REFUSED", refused.Output, StringComparison.Ordinal);
        Assert.Contains("EDE: 18 (Prohibited)", refused.Output, StringComparison.Ordinal);

        await server.Server.ReconfigureAsync(TestServer.Options, TestContext.Current.CancellationToken);
        Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(server.Tcp, "www.example.com", "A", "+tcp"));
    }

    [Fact]
    public async Task A_reconfiguration_that_cannot_be_leaves_everything_as_it_was()
    {
        await using var server = await TestServer.StartAsync();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var impossible = TestServer.Options with { Udp = [.. TestServer.AnyPort, (IPEndPoint)taken.LocalEndPoint!] };
        var before = server.Server.EndPoints;
        await Assert.ThrowsAsync<SocketException>(() => server.Server.ReconfigureAsync(impossible, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(
            () => server.Server.ReconfigureAsync(TestServer.Options with { MaxMisses = 0 }, TestContext.Current.CancellationToken));
        Assert.Equal(before, server.Server.EndPoints);
        Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(server.Udp, "www.example.com", "A"));
    }

    [Fact]
    public async Task Another_servers_port_is_not_shared_without_a_word()
    {
        await using var first = await TestServer.StartAsync();
        await Assert.ThrowsAsync<SocketException>(() => TestServer.StartAsync(TestServer.Options with { Udp = [first.Udp], Tcp = [] }));
    }

    [Fact]
    public async Task A_stop_answers_what_is_under_way_over_udp()
    {
        var server = await TestServer.StartAsync();
        var gate = server.Resolver.Hold = new Gate();
        var asking = Dig.ShortAsync(server.Udp, "www.example.com", "A", "+time=20");
        await gate.ArrivalsAsync(1);
        var stop = server.DisposeAsync();
        gate.Open();
        Assert.Equal(["192.0.2.1"], await asking);
        await stop;
    }

    [Fact]
    public async Task A_stop_does_not_wait_forever_for_what_is_under_way()
    {
        var server = await TestServer.StartAsync(TestServer.Options with { StopTimeout = TimeSpan.Zero });
        var gate = server.Resolver.Hold = new Gate();
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(TcpClientEnd.Query(1, "www.example.com"));
        await gate.ArrivalsAsync(1);
        await server.DisposeAsync();
        Assert.Null(await client.ReceiveAsync());
        Assert.Equal((0, 0), (server.Server.ActiveConnections, server.Server.ActiveMisses));
    }

    [Fact]
    public async Task Queries_are_counted_by_transport_and_outcome()
    {
        await using var server = await TestServer.StartAsync();
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "dns.server.queries" && ReferenceEquals(instrument.Meter, server.Metrics.Meter))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counts[$"{tags[0].Value} {tags[1].Value}"] = count);
        listener.Start();
        await Dig.ShortAsync(server.Udp, "www.example.com", "A");
        await Dig.ShortAsync(server.Udp, "www.example.com", "A");
        await Dig.ShortAsync(server.Tcp, "localhost", "A", "+tcp");
        listener.RecordObservableInstruments();
        Assert.Equal(new Dictionary<string, long> { ["udp resolved"] = 1, ["udp hit"] = 1, ["tcp local"] = 1 }, counts);
    }

    [Fact]
    public async Task A_hosts_file_is_read_again_when_it_changes()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "192.0.2.7 box.internal\n", TestContext.Current.CancellationToken);
            var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
            await using var server = await TestServer.StartAsync(TestServer.Options with { HostsFiles = [path] }, time);
            Assert.Equal(["192.0.2.7"], await Dig.ShortAsync(server.Udp, "box.internal", "A"));
            Assert.Equal(["box.internal."], await Dig.ShortAsync(server.Udp, "-x", "192.0.2.7"));
            await File.WriteAllTextAsync(path, "192.0.2.88 box.internal\n", TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(["192.0.2.88"], await Dig.ShortAsync(server.Udp, "box.internal", "A"));
            File.Delete(path);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(["192.0.2.88"], await Dig.ShortAsync(server.Udp, "box.internal", "A"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Queries_are_logged_as_json_lines()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var server = await TestServer.StartAsync(TestServer.Options with { QueryLogPath = path }))
            {
                await Dig.ShortAsync(server.Udp, "www.example.com", "A");
                await Dig.ShortAsync(server.Tcp, "www.example.com", "A", "+tcp");
            }

            var lines = (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))
                .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToArray();
            Assert.Equal(["resolved", "hit"], lines.Select(line => line.GetProperty("outcome").GetString()));
            Assert.Equal(["udp", "tcp"], lines.Select(line => line.GetProperty("transport").GetString()));
            Assert.Equal("www.example.com.", lines[0].GetProperty("name").GetString());
            Assert.Equal("127.0.0.1", lines[0].GetProperty("client").GetString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Without_recvmmsg_plain_sockets_serve()
    {
        var bench = new PipelineBench();
        bench.Resolver.Add("www.example.com", 300, new Wire.Records.AData(IPAddress.Parse("192.0.2.1")));
        var socket = UdpSockets.Open(new IPEndPoint(IPAddress.Loopback, 0), 65_536, shared: false);
        using var worker = new PlainUdpWorker(socket, bench.Pipeline, bench.Metrics, NullLogger.Instance, TestContext.Current.CancellationToken);
        worker.Start();
        var at = (IPEndPoint)socket.LocalEndPoint!;
        Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(at, "www.example.com", "A"));
        Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(at, "www.example.com", "A"));
        worker.StopReceiving();
        Assert.Equal(1, bench.Metrics.Total(QueryOutcome.Hit));
    }

    [Fact]
    public void Every_option_out_of_its_range_is_named_with_its_value_and_range()
    {
        var options = new ServerOptions { UdpThreads = 0, IdleTimeout = TimeSpan.Zero, Tls = [new(IPAddress.Loopback, 853)] };
        Assert.Equal(
            ["UdpThreads is 0; allowed: 1 to 64", "IdleTimeout is 00:00:00; allowed: 00:00:01 to 00:10:00", "Certificate is missing; TLS and HTTPS need one"],
            options.Faults());
        Assert.Empty(new ServerOptions().Faults());
    }
}
