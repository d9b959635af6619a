using Holdfast.Server.Admission;
using Holdfast.TestPeers.Tools;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Listeners;

public sealed class TcpTests
{
    [Fact]
    public async Task A_hit_overtakes_a_miss()
    {
        await using var server = await TestServer.StartAsync();
        await Dig.ShortAsync(server.Udp, "www.example.com", "A");
        var gate = server.Resolver.Hold = new Gate();
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(TcpClientEnd.Query(1, "many.example.com"));
        await gate.ArrivalsAsync(1);
        await client.SendAsync(TcpClientEnd.Query(2, "www.example.com"));
        Assert.Equal(2, (await client.ReceiveAsync())![1]);
        gate.Open();
        Assert.Equal(1, (await client.ReceiveAsync())![1]);
    }

    [Fact]
    public async Task Many_queries_in_one_segment_are_all_answered()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(Enumerable.Range(0, 500).SelectMany(i => TcpClientEnd.Query((ushort)i, i % 2 == 0 ? "www.example.com" : "localhost")).ToArray());
        var ids = new HashSet<int>();
        for (var i = 0; i < 500; i++)
        {
            var response = await client.ReceiveAsync();
            ids.Add((response![0] << 8) | response[1]);
        }

        Assert.Equal(500, ids.Count);
    }

    [Fact]
    public async Task A_query_may_come_octet_by_octet()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        foreach (var octet in TcpClientEnd.Query(1, "localhost"))
        {
            await client.SendAsync(new[] { octet });
        }

        Assert.NotNull(await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_sends_no_more_still_gets_its_answer()
    {
        await using var server = await TestServer.StartAsync();
        var gate = server.Resolver.Hold = new Gate();
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(TcpClientEnd.Query(1, "www.example.com"));
        client.EndSending();
        await gate.ArrivalsAsync(1);
        gate.Open();
        Assert.NotNull(await client.ReceiveAsync());
        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_query_longer_than_the_limit_ends_the_connection()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(new byte[] { 0xFF, 0xFF, 1, 2, 3 });
        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Half_a_query_does_not_keep_a_connection_open()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(time: time);
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(TcpClientEnd.Query(1, "localhost"));
        Assert.NotNull(await client.ReceiveAsync());
        await client.SendAsync(TcpClientEnd.Query(2, "localhost").AsMemory(0, 20));
        var closed = client.ReceiveAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, server.Server.ActiveConnections);
        while (!closed.IsCompleted)
        {
            // The sweep runs on another thread after each step of time.
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Null(await closed);
    }

    [Fact]
    public async Task A_full_house_turns_newcomers_away_and_serves_on()
    {
        await using var server = await TestServer.StartAsync(TestServer.Options with { MaxConnections = 2, MaxConnectionsPerClient = 2 });
        using var first = await TcpClientEnd.ConnectAsync(server.Tcp);
        using var second = await TcpClientEnd.ConnectAsync(server.Tcp);
        await second.SendAsync(TcpClientEnd.Query(1, "localhost"));
        Assert.NotNull(await second.ReceiveAsync());
        using var third = await TcpClientEnd.ConnectAsync(server.Tcp);
        Assert.Null(await third.ReceiveAsync());
        await first.SendAsync(TcpClientEnd.Query(1, "localhost"));
        Assert.NotNull(await first.ReceiveAsync());
    }

    [Fact]
    public async Task Ten_thousand_idle_connections_take_only_what_is_allowed()
    {
        const int Allowed = 2000;
        await using var server = await TestServer.StartAsync(TestServer.Options with { MaxConnections = Allowed, MaxConnectionsPerClient = Allowed });
        var clients = new List<TcpClientEnd>();
        try
        {
            for (var i = 0; i < 10_000; i++)
            {
                clients.Add(await TcpClientEnd.ConnectAsync(server.Tcp));
                Assert.InRange(server.Server.ActiveConnections, 0, Allowed);
            }

            Assert.Equal(["192.0.2.1"], await Dig.ShortAsync(server.Udp, "www.example.com", "A"));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_stop_answers_what_is_under_way()
    {
        var server = await TestServer.StartAsync();
        var gate = server.Resolver.Hold = new Gate();
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(TcpClientEnd.Query(1, "www.example.com"));
        await gate.ArrivalsAsync(1);
        var stop = server.DisposeAsync();
        gate.Open();
        Assert.NotNull(await client.ReceiveAsync());
        await stop;
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_cut_off()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(time: time);
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        await client.SendAsync(TcpClientEnd.Query(1, "many.example.com"));
        Assert.NotNull(await client.ReceiveAsync());
        Assert.Equal(1, server.Server.ActiveConnections);

        // Sixty megabytes of responses: more than the kernel holds for both ends.
        var flood = client.SendAsync(Enumerable.Range(0, 20_000).SelectMany(i => TcpClientEnd.Query((ushort)i, "many.example.com")).ToArray());
        while (server.Server.ActiveConnections > 0)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Task.WhenAny(flood);
    }

    [Fact]
    public async Task Strangers_are_not_even_welcomed_when_they_are_ignored()
    {
        var options = TestServer.Options with { AllowedClients = [AddressPrefix.Parse("192.0.2.0/24")], IgnoresStrangers = true };
        await using var server = await TestServer.StartAsync(options);
        using var client = await TcpClientEnd.ConnectAsync(server.Tcp);
        Assert.Null(await client.ReceiveAsync());
    }
}
