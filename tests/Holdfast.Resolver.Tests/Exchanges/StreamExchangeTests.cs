using System.Net;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Streams;

namespace Holdfast.Resolver.Tests.Exchanges;

public sealed class StreamExchangeTests : IDisposable
{
    private readonly ExchangeHost _host = new();
    private readonly byte[] _query = ExchangeHost.QueryWithoutEdns("www.example.test");

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task One_connection_carries_one_query_after_another()
    {
        using var server = new RawTcpServer(AnswerAllAsync);
        await using var exchange = _host.Tcp(server.EndPoint);
        for (var i = 0; i < 50; i++)
        {
            ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query));
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Answers_are_taken_in_any_order_and_in_any_pieces()
    {
        using var server = new RawTcpServer(async (stream, _) =>
        {
            var answers = new List<byte[]>();
            for (var i = 0; i < 50; i++)
            {
                var query = (await RawTcpServer.ReadAsync(stream))!;
                var digits = System.Text.Encoding.ASCII.GetString(query, 14, query[12] - 1);
                answers.Add(RawTcpServer.Frame(RawAnswer.To(query, byte.Parse(digits, null))));
            }

            answers.Reverse();
            foreach (var piece in answers.SelectMany(one => one).Chunk(7))
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }

            await RawTcpServer.ReadAsync(stream);
        });
        await using var exchange = _host.Tcp(server.EndPoint);
        var results = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => _host.AskAsync(exchange, ExchangeHost.QueryWithoutEdns($"h{i}.example.test"))));
        Assert.All(results, (result, i) => Assert.Equal(IPAddress.Parse($"192.0.2.{i}"), ExchangeHost.LastAddress(result)));
    }

    [Fact]
    public async Task What_does_not_answer_is_ignored_on_a_stream_too()
    {
        using var server = new RawTcpServer(async (stream, _) =>
        {
            while (await RawTcpServer.ReadAsync(stream) is { } query)
            {
                var answer = RawAnswer.To(query, 66);
                await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.With(answer, octets => octets[0] ^= 1)));
                await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.With(answer, octets => octets[13] ^= 1)));
                await stream.WriteAsync(RawTcpServer.Frame([]));
                await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.To(query)));
            }
        });
        await using var exchange = _host.Tcp(server.EndPoint);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query)));
    }

    [Fact]
    public async Task The_largest_message_is_taken()
    {
        using var server = new RawTcpServer(async (stream, _) =>
        {
            while (await RawTcpServer.ReadAsync(stream) is { } query)
            {
                var answer = RawAnswer.To(query);
                await stream.WriteAsync(RawTcpServer.Frame([.. answer, .. new byte[65_535 - answer.Length]]));
            }
        });
        await using var exchange = _host.Tcp(server.EndPoint);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(65_535, (await _host.AskAsync(exchange, _query)).Response.Length);
        }
    }

    [Fact]
    public async Task A_server_that_closes_after_each_answer_costs_no_query()
    {
        using var server = new RawTcpServer(async (stream, _) =>
            await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.To((await RawTcpServer.ReadAsync(stream))!))));
        await using var exchange = _host.Tcp(server.EndPoint);
        for (var i = 0; i < 20; i++)
        {
            ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query));
        }
    }

    [Fact]
    public async Task A_query_lost_with_a_connection_that_had_worked_is_asked_again()
    {
        using var server = new RawTcpServer(async (stream, number) =>
        {
            await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.To((await RawTcpServer.ReadAsync(stream))!)));
            if (number == 1)
            {
                await RawTcpServer.ReadAsync(stream); // and closes without answering
            }
        });
        await using var exchange = _host.Tcp(server.EndPoint);
        ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query));
        ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_server_that_never_answers_but_closes_is_asked_once()
    {
        using var server = new RawTcpServer(async (stream, _) =>
        {
            var query = (await RawTcpServer.ReadAsync(stream))!;
            await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.To(query)).AsMemory(0, 20));
        });
        await using var exchange = _host.Tcp(server.EndPoint);
        Assert.Equal(ExchangeOutcome.ConnectionRefused, (await _host.AskAsync(exchange, _query)).Outcome);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_closed_port_is_refused_at_once()
    {
        using var server = new RawTcpServer(AnswerAllAsync);
        var gone = server.EndPoint;
        server.Dispose();
        await using var exchange = _host.Tcp(gone);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ExchangeOutcome.ConnectionRefused, (await _host.AskAsync(exchange, _query)).Outcome);
        }
    }

    [Fact]
    public async Task Silence_ends_at_the_deadline_and_the_next_query_takes_another_connection()
    {
        using var server = new RawTcpServer(async (stream, number) =>
        {
            if (number == 1)
            {
                while (await RawTcpServer.ReadAsync(stream) is not null)
                {
                }
            }
            else
            {
                await AnswerAllAsync(stream, number);
            }
        });
        await using var exchange = _host.Tcp(server.EndPoint);
        Assert.Equal(ExchangeOutcome.TimedOut, (await _host.AskAsync(exchange, _query, 0.2)).Outcome);
        ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query));
        await Eventually.TrueAsync(() => ((StreamExchange)exchange).OpenConnections == 1);
    }

    [Fact]
    public async Task A_handshake_that_never_ends_is_over_at_the_deadline()
    {
        using var server = new RawTcpServer(async (stream, _) => await stream.CopyToAsync(Stream.Null));
        await using var exchange = _host.Create($"tls://{server.EndPoint}?verify=none");
        Assert.Equal(ExchangeOutcome.TimedOut, (await _host.AskAsync(exchange, _query, 0.2)).Outcome);
    }

    [Fact]
    public async Task A_server_that_speaks_no_tls_is_a_failed_handshake()
    {
        using var server = new RawTcpServer(async (stream, _) =>
        {
            await stream.WriteAsync("this is not TLS at all\r\n\r\n"u8.ToArray());
            await stream.CopyToAsync(Stream.Null);
        });
        await using var exchange = _host.Create($"tls://{server.EndPoint}?verify=none");
        Assert.Equal(ExchangeOutcome.TlsFailed, (await _host.AskAsync(exchange, _query)).Outcome);
    }

    [Fact]
    public async Task Cancelling_ends_one_query_and_not_its_neighbours()
    {
        var second = new TaskCompletionSource();
        using var server = new RawTcpServer(async (stream, _) =>
        {
            var first = (await RawTcpServer.ReadAsync(stream))!;
            await RawTcpServer.ReadAsync(stream);
            await second.Task;
            await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.To(first)));
            await RawTcpServer.ReadAsync(stream);
        });
        await using var exchange = _host.Tcp(server.EndPoint);
        using var cancel = new CancellationTokenSource();
        var kept = _host.AskAsync(exchange, _query, 20);
        var given = _host.AskAsync(exchange, _query, 20, cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(ExchangeOutcome.Cancelled, (await given).Outcome);
        second.SetResult();
        ExchangeHost.LastAddress(await kept);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_gets_no_further_question_on_that_connection()
    {
        using var server = new RawTcpServer((stream, _) => AnswerWithKeepaliveAsync(stream, tenths: 0));
        await using var exchange = (StreamExchange)_host.Tcp(server.EndPoint);
        for (var connection = 1; connection <= 3; connection++)
        {
            ExchangeHost.LastAddress(await _host.AskAsync(exchange, ExchangeHost.QueryWithoutEdns("www.example.test")));
            await Eventually.TrueAsync(() => exchange.OpenConnections == 0);
            Assert.Equal(connection, server.Connections);
        }
    }

    [Fact]
    public async Task An_idle_connection_is_left_before_its_server_closes_it()
    {
        using var host = new ExchangeHost(new ExchangeOptions { StreamIdle = TimeSpan.FromMinutes(10) });
        using var server = new RawTcpServer((stream, _) => AnswerWithKeepaliveAsync(stream, tenths: 2));
        await using var exchange = (StreamExchange)host.Tcp(server.EndPoint);
        ExchangeHost.LastAddress(await host.AskAsync(exchange, ExchangeHost.QueryWithoutEdns("www.example.test")));
        await Eventually.TrueAsync(() => exchange.OpenConnections == 0);
    }

    [Fact]
    public async Task Idle_connections_close_in_time_and_all_close_when_it_is_disposed_of()
    {
        var closed = 0;
        using var host = new ExchangeHost(new ExchangeOptions { StreamIdle = TimeSpan.FromMilliseconds(50) });
        using var server = new RawTcpServer(async (stream, number) =>
        {
            await AnswerAllAsync(stream, number);
            Interlocked.Increment(ref closed);
        });
        var exchange = (StreamExchange)host.Tcp(server.EndPoint);
        ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
        await Eventually.TrueAsync(() => exchange.OpenConnections == 0 && Volatile.Read(ref closed) == 1);
        ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
        await exchange.DisposeAsync();
        Assert.Equal(0, exchange.OpenConnections);
        await Eventually.TrueAsync(() => Volatile.Read(ref closed) == 2);
        Assert.Equal(ExchangeOutcome.Cancelled, (await host.AskAsync(exchange, _query)).Outcome);
    }

    [Fact]
    public async Task Disposing_ends_what_waits_open_or_not()
    {
        using var silent = new RawTcpServer(async (stream, _) => await stream.CopyToAsync(Stream.Null));
        foreach (var address in new[] { $"tcp://{silent.EndPoint}", $"tls://{silent.EndPoint}?verify=none" })
        {
            var exchange = _host.Create(address);
            var asked = Enumerable.Range(0, 20).Select(_ => _host.AskAsync(exchange, _query, 60)).ToArray();
            await exchange.DisposeAsync();
            Assert.All(await Task.WhenAll(asked), result => Assert.NotEqual(ExchangeOutcome.Answered, result.Outcome));
        }
    }

    [Fact]
    public async Task Busy_connections_get_company_up_to_the_limit()
    {
        using var host = new ExchangeHost(new ExchangeOptions { StreamConnections = 3, StreamQueriesPerConnection = 4 });
        using var server = new RawTcpServer(async (stream, _) => await stream.CopyToAsync(Stream.Null));
        await using var exchange = host.Tcp(server.EndPoint);
        using var cancel = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 40).Select(_ => host.AskAsync(exchange, _query, 60, cancel.Token)).ToArray();
        Assert.Equal(3, ((StreamExchange)exchange).OpenConnections);
        await cancel.CancelAsync();
        await Task.WhenAll(asked);
        Assert.InRange(server.Connections, 0, 3);
    }

    [Fact]
    public async Task The_next_address_is_tried_when_one_refuses_or_does_not_answer()
    {
        using var server = new RawTcpServer(AnswerAllAsync);
        var address = ExchangeAddress.At(IPAddress.Loopback, Transport.Tcp, server.EndPoint.Port) with
        {
            Addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], // nobody listens on the first
        };
        await using var exchange = _host.Create(address);
        ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query));
    }

    [Fact]
    public async Task The_dialer_goes_on_while_an_attempt_hangs_and_leaves_nothing_open()
    {
        // A listener whose queue is full takes no more calls: the first address hangs.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        using var open = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        open.Bind(new IPEndPoint(IPAddress.Loopback, port));
        open.Listen(10);
        var fillers = new List<Socket>();
        for (var i = 0; i < 4; i++)
        {
            fillers.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
            try
            {
                fillers[i].Connect(full.LocalEndPoint);
            }
            catch (SocketException)
            {
                // In progress, as asked for.
            }
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var dialed = await new Dialer(TimeProvider.System).DialAsync([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], port, limit.Token);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)dialed.Socket!.RemoteEndPoint!).Address);
        dialed.Socket.Dispose();
        fillers.ForEach(one => one.Dispose());
    }

    private static async Task AnswerAllAsync(Stream stream, int number)
    {
        while (await RawTcpServer.ReadAsync(stream) is { } query)
        {
            await stream.WriteAsync(RawTcpServer.Frame(RawAnswer.To(query)));
        }
    }

    // The answer, and an OPT record that says how long the connection may be idle.
    private static async Task AnswerWithKeepaliveAsync(Stream stream, byte tenths)
    {
        while (await RawTcpServer.ReadAsync(stream) is { } query)
        {
            byte[] answer = [.. RawAnswer.To(query), 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 6, 0, 11, 0, 2, 0, tenths];
            answer[11]++;
            await stream.WriteAsync(RawTcpServer.Frame(answer));
        }
    }
}
