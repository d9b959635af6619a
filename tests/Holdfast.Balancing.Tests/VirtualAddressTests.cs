using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Balancing.Choosing;
using Holdfast.Endpoints.Observing;
using Holdfast.TestPeers.RealServers;
using Holdfast.Wire.Names;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Balancing.Tests;

/// <summary>Virtual addresses on loopback in front of real servers.</summary>
public sealed class VirtualAddressTests
{
    private const int Clients = 8;

    [Fact]
    public async Task No_request_fails_when_a_node_is_drained()
    {
        await using var test = await TestAddress.StartAsync(3);
        var enough = false;
        var load = test.LoadAsync(Clients, () => enough);
        await UntilAsync(test, () => test.Nodes.All(node => node.Requests > 20));
        Assert.True(test.Address.Drain(Pools.Address(1)));
        await UntilAsync(test, () => test.Address.Nodes[1].InFlight == 0);
        var drained = test.Nodes[1].Requests;
        await test.Nodes[1].KillAsync(); // whoever is drained and has nothing in flight may go
        var others = test.Nodes[0].Requests;
        await UntilAsync(test, () => test.Nodes[0].Requests > others + 200);
        enough = true;
        Assert.Equal(0, await load);
        Assert.Equal(drained, test.Nodes[1].Requests);
    }

    [Fact]
    public async Task A_drained_node_ends_what_it_has_in_peace_and_serves_again_when_the_drain_is_taken_back()
    {
        await using var test = await TestAddress.StartAsync(2);
        var (reached, gate) = Gate(test.Nodes[1]);
        var asked = Enumerable.Range(0, 8).Select(_ => test.AskAsync()).ToArray();
        await reached;
        test.Address.Drain(Pools.Address(1));
        Assert.Equal("node-0", (await test.AskAsync()).Text);
        Assert.Equal(NodeStanding.Drained, test.Address.Nodes[1].Standing);
        gate.SetResult();
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        test.Address.Undrain(Pools.Address(1));
        await UntilAsync(test, () => test.Address.Nodes[1].Requests > 10);
        Assert.False(test.Address.Drain(Pools.Address(7)));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task At_most_those_in_flight_fail_when_a_process_is_killed(string method)
    {
        await using var victim = await RealServer.StartAsync(new Nginx { Address = Pools.Address(5) }, TestContext.Current.CancellationToken);
        await using var test = await TestAddress.StartAsync(2, options => options with
        {
            Nodes = [.. options.Nodes, new BalancedNode { Address = Pools.Address(5), Port = victim.Site.Port }],
        });
        var enough = false;
        var load = test.LoadAsync(Clients, () => enough, HttpMethod.Parse(method));
        await UntilAsync(test, () => test.Address.Nodes.All(node => node.Requests > 50));
        await victim.EndAsync(Signal.Kill, TestContext.Current.CancellationToken);
        await UntilAsync(test, () => test.Address.Nodes[2].Standing == NodeStanding.Ejected);
        var after = test.Nodes[0].Requests;
        await UntilAsync(test, () => test.Nodes[0].Requests > after + 200);
        enough = true;
        Assert.InRange(await load, 0, Clients);
    }

    [Fact]
    public async Task A_request_whose_node_breaks_off_is_answered_by_another_when_it_may_be_repeated()
    {
        await using var test = await TestAddress.StartAsync(2);
        test.Nodes[0].Answer = Abort;
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal((HttpStatusCode.OK, "node-1"), await test.AskAsync());
        }

        Assert.InRange(test.Nodes[0].Requests, 1, 5);
    }

    [Fact]
    public async Task A_request_that_may_have_been_done_is_not_repeated()
    {
        await using var test = await TestAddress.StartAsync(2);
        test.Nodes[0].Answer = test.Nodes[1].Answer = Abort;
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(HttpStatusCode.BadGateway, (await test.AskAsync(HttpMethod.Post)).Status);
            Assert.Equal(i, test.Nodes.Sum(node => node.Requests));
        }
    }

    [Fact]
    public async Task A_request_with_content_that_found_no_connection_goes_to_another_node()
    {
        await using var test = await TestAddress.StartAsync(2);
        await test.Nodes[0].KillAsync();
        test.Nodes[1].Answer = context => context.Request.Body.CopyToAsync(context.Response.Body);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal((HttpStatusCode.OK, "a letter"), await test.AskAsync(HttpMethod.Post, new StringContent("a letter")));
        }

        Assert.NotEqual(0, test.Address.Nodes[0].Failures);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_node_that_cannot_serve_is_passed_over_and_its_answer_shown_when_all_say_so(int status)
    {
        await using var test = await TestAddress.StartAsync(2);
        test.Nodes[0].Answer = context => Refuse(context, status);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("node-1", (await test.AskAsync()).Text);
        }

        test.Nodes[1].Answer = test.Nodes[0].Answer;
        Assert.Equal(((HttpStatusCode)status, "not now"), await test.AskAsync());
    }

    [Fact]
    public async Task Retries_stay_within_their_budget_when_everything_fails()
    {
        const int Requests = 200;
        await using var test = await TestAddress.StartAsync(3, options => options with { Limits = options.Limits with { RetryShare = 0.2, RetryBurst = 10 } });
        foreach (var node in test.Nodes)
        {
            node.Answer = Abort;
        }

        for (var i = 0; i < Requests; i++)
        {
            Assert.Equal(HttpStatusCode.BadGateway, (await test.AskAsync()).Status);
        }

        Assert.InRange(test.Nodes.Sum(node => node.Requests), Requests + 40, Requests + 50);
    }

    [Fact]
    public async Task A_node_that_fails_in_traffic_is_ejected_comes_back_and_is_ejected_for_longer()
    {
        var time = new FakeTimeProvider();
        await using var test = await TestAddress.StartAsync(3, time: time);
        test.Nodes[2].Answer = context => Refuse(context, 503);
        foreach (var seconds in new[] { 10, 20 })
        {
            await UntilAsync(test, () => test.Address.Nodes[2].Standing == NodeStanding.Ejected);
            var asked = test.Nodes[2].Requests;
            await test.AskAsync();
            time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal(NodeStanding.Ejected, test.Address.Nodes[2].Standing);
            Assert.Equal(asked, test.Nodes[2].Requests);
            time.Advance(TimeSpan.FromSeconds(1.1));
            Assert.Equal(NodeStanding.Serving, test.Address.Nodes[2].Standing);
        }

        Assert.Contains("Warning: api.example.com.: 127.0.0.13 failed 5 requests in a row", test.Log.Lines);
        Assert.Contains("Information: api.example.com.: 127.0.0.13 is Ejected, it was Serving", test.Log.Lines);
    }

    [Fact]
    public async Task Ejections_never_take_more_than_half()
    {
        await using var test = await TestAddress.StartAsync(4);
        foreach (var node in test.Nodes)
        {
            node.Answer = context => Refuse(context, 503);
        }

        for (var i = 0; i < 100; i++)
        {
            await test.AskAsync();
            Assert.InRange(test.Address.Nodes.Count(node => node.Standing == NodeStanding.Ejected), 0, 2);
        }

        Assert.Equal(2, test.Address.Nodes.Count(node => node.Standing == NodeStanding.Ejected));
        Assert.Contains("Warning: api.example.com.: nodes that fail get requests on (1): ejections leave 50 % of the pool in rotation", test.Log.Lines);
    }

    [Fact]
    public async Task A_node_that_the_floor_kept_in_is_ejected_when_there_is_room_again()
    {
        var time = new FakeTimeProvider();
        await using var test = await TestAddress.StartAsync(2, time: time);
        test.Nodes[0].Answer = test.Nodes[1].Answer = context => Refuse(context, 503);
        await UntilAsync(test, () => test.Address.Nodes.All(node => node.Failures > 10) || test.Log.Lines.Any(line => line.Contains("ejections leave", StringComparison.Ordinal)));
        var (ejected, kept) = test.Address.Nodes[0].Standing == NodeStanding.Ejected ? (0, 1) : (1, 0);
        test.Nodes[ejected].Answer = context => context.Response.WriteAsync("well again");
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.All(test.Address.Nodes, node => Assert.Equal(NodeStanding.Serving, node.Standing));
        await UntilAsync(test, () => test.Address.Nodes[kept].Standing == NodeStanding.Ejected);
        Assert.Equal((HttpStatusCode.OK, "well again"), await test.AskAsync());
    }

    [Fact]
    public async Task The_board_says_who_is_well_and_nobody_well_means_everybody()
    {
        await using var test = await TestAddress.StartAsync(3);
        test.Board.Post(Pools.Verdict(test.Options, 0, 1));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("node-2", (await test.AskAsync()).Text);
        }

        test.Board.Post(Pools.Verdict(test.Options, 0, 1, 2));
        await UntilAsync(test, () => test.Nodes.All(node => node.Requests > 0));
        Assert.All(test.Address.Nodes, node => Assert.Equal(NodeStanding.FailingOpen, node.Standing));
        Assert.Contains(test.Log.Lines, line => line == "Error: api.example.com.: nobody is healthy, or less than 25 % of the pool: health is not believed, every node gets requests");
        test.Board.Post(Pools.Verdict(test.Options));
        Assert.All(test.Address.Nodes, node => Assert.Equal(NodeStanding.Serving, node.Standing));
        Assert.Contains("Information: api.example.com.: health is believed again", test.Log.Lines);
    }

    [Fact]
    public async Task What_the_board_says_of_other_pools_changes_nothing()
    {
        await using var test = await TestAddress.StartAsync(2);
        test.Board.Post(Pools.Verdict(test.Options, 0) with { Name = DomainName.Parse("other.example.com.") });
        Assert.All(test.Address.Nodes, node => Assert.Equal(NodeStanding.Serving, node.Standing));
    }

    [Fact]
    public async Task A_slow_node_gets_less()
    {
        await using var test = await TestAddress.StartAsync(3);
        test.Nodes[0].Answer = async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), context.RequestAborted);
            await context.Response.WriteAsync("late");
        };
        Assert.Equal(0, await test.LoadAsync(Clients, () => test.Nodes[1].Requests + test.Nodes[2].Requests > 1000));
        Assert.InRange(test.Nodes[0].Requests, 1, 250); // a third would be 500
    }

    [Fact]
    public async Task The_own_zone_serves_while_it_can()
    {
        await using var test = await TestAddress.StartAsync(3, options => options with { Zone = "b" });
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("node-1", (await test.AskAsync()).Text);
        }

        test.Board.Post(Pools.Verdict(test.Options, 1));
        Assert.NotEqual("node-1", (await test.AskAsync()).Text);
    }

    [Fact]
    public async Task More_requests_than_the_limit_are_told_to_come_back()
    {
        await using var test = await TestAddress.StartAsync(1, options => options with { Limits = options.Limits with { MaxInFlight = 1 } });
        var (reached, gate) = Gate(test.Nodes[0]);
        var first = test.AskAsync();
        await reached;
        using var second = await test.Client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        gate.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Equal(HttpStatusCode.OK, (await test.AskAsync()).Status);
    }

    [Fact]
    public async Task A_node_that_says_nothing_is_waited_for_to_the_limit()
    {
        await using var test = await TestAddress.StartAsync(1, options => options with { Limits = options.Limits with { NodeSilence = TimeSpan.FromMilliseconds(100) } });
        Gate(test.Nodes[0]);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await test.AskAsync()).Status);
        Assert.Equal(1, test.Address.Nodes[0].Failures);
    }

    [Fact]
    public async Task Nodes_see_the_request_as_the_client_sent_it_and_who_the_client_is()
    {
        await using var test = await TestAddress.StartAsync(1);
        test.Nodes[0].Answer = context => context.Response.WriteAsync(string.Join('|',
            context.Request.Host, context.Request.Path + context.Request.QueryString, context.Request.Headers["X-Forwarded-For"], context.Request.Headers["X-Forwarded-Proto"],
            context.Request.Headers["Forwarded"], context.Request.Headers["X-Own"]));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a%20path?q=1");
        request.Headers.Host = "shop.example.com";
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        request.Headers.Add("Forwarded", "for=192.0.2.1");
        request.Headers.Add("X-Own", "kept");
        using var response = await test.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("shop.example.com|/a%20path?q=1|127.0.0.1|http||kept", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_long_response_arrives_whole()
    {
        await using var test = await TestAddress.StartAsync(1);
        var octets = new byte[3_000_000];
        new Random(1).NextBytes(octets);
        test.Nodes[0].Answer = context => context.Response.Body.WriteAsync(octets).AsTask();
        Assert.Equal(octets, await test.Client.GetByteArrayAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Http2_by_prior_knowledge_is_spoken_to_clients_and_to_nodes()
    {
        await using var test = await TestAddress.StartAsync(
            2,
            options => options with { NodeProtocol = NodeProtocol.Http2, Listen = [options.Listen[0] with { Protocol = ClientProtocol.H2c }] },
            nodeProtocols: HttpProtocols.Http2);
        test.Nodes[0].Answer = test.Nodes[1].Answer = context => context.Response.WriteAsync(context.Request.Protocol);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await test.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("HTTP/2", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stopping_lets_requests_in_flight_end()
    {
        var test = await TestAddress.StartAsync(1);
        var (reached, gate) = Gate(test.Nodes[0]);
        var asked = test.AskAsync();
        await reached;
        var stopping = test.Address.DisposeAsync();
        gate.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await asked).Status);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => test.AskAsync());
        test.Client.Dispose();
        await test.Nodes[0].DisposeAsync();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var endPoint = (IPEndPoint)taken.LocalEndpoint;
        await using var address = New(Pools.Of(1) with { Listen = [new ClientEndPoint(endPoint)] });
        var fault = await address.TryStartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            $"virtual-address.listen '{endPoint}' cannot be listened on: Failed to bind to address http://{endPoint}: address already in use; allowed: addresses of this machine that nobody else listens on",
            fault?.ToString());
    }

    [Fact]
    public async Task An_address_that_is_not_ours_is_told()
    {
        await using var address = New(Pools.Of(1) with { Listen = [new ClientEndPoint(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 80))] });
        Assert.StartsWith("virtual-address.listen '192.0.2.1:80' cannot be listened on: ", (await address.TryStartAsync(TestContext.Current.CancellationToken))?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_with_a_fault_are_not_taken() =>
        Assert.StartsWith("virtual-address.nodes is empty", Assert.Throws<ArgumentException>(() => New(Pools.Of())).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Each_node_is_counted()
    {
        var name = DomainName.Parse("counted.example.com.");
        var counts = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var words = new List<string> { instrument.Name };
            foreach (var tag in tags)
            {
                words.Add(tag.Value!.ToString()!);
            }

            if (words.Contains(name.ToString()))
            {
                counts.AddOrUpdate(string.Join(' ', words.Where(word => word != name.ToString())), value, (_, sum) => instrument.IsObservable ? value : sum + value);
            }
        }

        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == BalancingMetrics.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Count(instrument, 1, tags));
        listener.Start();
        await using var test = await TestAddress.StartAsync(2, options => options with { Name = name });
        test.Nodes[0].Answer = Abort;
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("node-1", (await test.AskAsync()).Text);
        }

        // The client may have its answer a moment before it is counted.
        await UntilAsync(test, () => test.Address.Nodes.All(node => node.InFlight == 0), asks: false);
        listener.RecordObservableInstruments();
        Assert.Equal(30, counts["balancing.requests 127.0.0.12"]);
        Assert.Equal(30, counts["balancing.duration 127.0.0.12"]);
        Assert.Equal(5, counts["balancing.requests 127.0.0.11"]);
        Assert.Equal(5, counts["balancing.failures 127.0.0.11 broken"]);
        Assert.Equal(5, counts["balancing.retries made"]);
        Assert.Equal(1, counts["balancing.ejections 127.0.0.11"]);
        Assert.Equal(0, counts["balancing.requests.active 127.0.0.12"]);
        Assert.Equal(1, counts["balancing.nodes 127.0.0.11 ejected"]);
    }

    private static VirtualAddress New(VirtualAddressOptions options) =>
        new(options, new HealthBoard(), new BalancingMetrics(), TimeProvider.System, new Random(1), new LogLines());

    // Asks on until something is so; the test's own limit ends it else.
    private static async Task UntilAsync(TestAddress test, Func<bool> isSo, bool asks = true)
    {
        while (!isSo())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (asks)
            {
                await test.AskAsync();
            }
            else
            {
                await Task.Yield();
            }
        }
    }

    // The node's requests wait for the gate.
    private static (Task Reached, TaskCompletionSource Gate) Gate(TestNode node)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Answer = async context =>
        {
            reached.TrySetResult();
            await gate.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("at last");
        };
        return (reached.Task, gate);
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync("not now");
    }
}
