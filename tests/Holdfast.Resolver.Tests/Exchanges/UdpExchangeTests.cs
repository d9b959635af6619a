using System.Net;
using System.Net.Sockets;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Udp;

namespace Holdfast.Resolver.Tests.Exchanges;

public sealed class UdpExchangeTests : IDisposable
{
    private readonly ExchangeHost _host = new();
    private readonly byte[] _query = ExchangeHost.QueryWithoutEdns("www.example.test");

    public void Dispose() => _host.Dispose();

    public static TheoryData<string> Forgeries => ["wrong id", "wrong name", "wrong type", "wrong class", "a query", "another opcode", "cut short", "no octets", "garbage", "no question", "two questions"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task What_does_not_answer_is_ignored_and_the_answer_behind_it_taken(string kind)
    {
        using var server = new RawUdpServer((self, query, from) =>
        {
            self.Send(Forge(kind, RawAnswer.To(query, 66)), from);
            self.Send(RawAnswer.To(query), from);
        });
        await using var exchange = _host.Udp(server.EndPoint);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query)));
    }

    [Fact]
    public async Task An_answer_from_another_address_is_ignored()
    {
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var server = new RawUdpServer((self, query, from) =>
        {
            stranger.SendTo(RawAnswer.To(query, 66), from);
            self.Send(RawAnswer.To(query), from);
        });
        await using var exchange = _host.Udp(server.EndPoint);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query)));
    }

    [Fact]
    public async Task An_answer_in_another_case_is_an_answer()
    {
        using var server = new RawUdpServer((self, query, from) =>
            self.Send(RawAnswer.With(RawAnswer.To(query), octets => octets[13] = (byte)'W'), from));
        await using var exchange = _host.Udp(server.EndPoint);
        ExchangeHost.LastAddress(await _host.AskAsync(exchange, _query));
    }

    [Fact]
    public async Task A_format_error_without_a_question_is_an_answer()
    {
        using var server = new RawUdpServer((self, query, from) => self.Send([query[0], query[1], 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0], from));
        await using var exchange = _host.Udp(server.EndPoint);
        var result = await _host.AskAsync(exchange, _query);
        Assert.Equal((ExchangeOutcome.Answered, 12), (result.Outcome, result.Response.Length));
    }

    [Fact]
    public async Task Silence_ends_at_the_deadline_after_the_query_was_sent_twice()
    {
        using var host = new ExchangeHost(new ExchangeOptions { UdpResendAfter = TimeSpan.FromMilliseconds(50) });
        using var server = new RawUdpServer((_, _, _) => { });
        await using var exchange = host.Udp(server.EndPoint);
        var result = await host.AskAsync(exchange, _query, seconds: 0.4);
        Assert.Equal(ExchangeOutcome.TimedOut, result.Outcome);
        Assert.True(result.Elapsed >= TimeSpan.FromMilliseconds(390), $"{result.Elapsed}");
        Assert.Equal(2, server.Seen.Length);
    }

    [Fact]
    public async Task A_lost_query_is_sent_again()
    {
        using var host = new ExchangeHost(new ExchangeOptions { UdpResendAfter = TimeSpan.FromMilliseconds(20) });
        using var server = new RawUdpServer((self, query, from) =>
        {
            if (self.Seen.Length > 1)
            {
                self.Send(RawAnswer.To(query), from);
            }
        });
        await using var exchange = host.Udp(server.EndPoint);
        ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
    }

    [Fact]
    public async Task A_closed_port_is_refused_at_once()
    {
        using var server = new RawUdpServer((_, _, _) => { });
        var gone = server.EndPoint;
        server.Dispose();
        await using var exchange = _host.Udp(gone);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ExchangeOutcome.ConnectionRefused, (await _host.AskAsync(exchange, _query)).Outcome);
        }
    }

    [Fact]
    public async Task Cancelling_ends_it_at_once()
    {
        using var server = new RawUdpServer((_, _, _) => { });
        await using var exchange = _host.Udp(server.EndPoint);
        using var cancel = new CancellationTokenSource();
        var asked = _host.AskAsync(exchange, _query, 60, cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(ExchangeOutcome.Cancelled, (await asked).Outcome);
        Assert.Equal(ExchangeOutcome.Cancelled, (await _host.AskAsync(exchange, _query, 60, cancel.Token)).Outcome);
    }

    [Fact]
    public async Task Ports_and_ids_are_spread_and_ports_are_retired()
    {
        using var host = new ExchangeHost(new ExchangeOptions { UdpSocketQueries = 10, UdpSockets = 8 });
        using var server = new RawUdpServer((self, query, from) => self.Send(RawAnswer.To(query), from));
        await using var exchange = host.Udp(server.EndPoint);
        for (var i = 0; i < 400; i++)
        {
            ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
        }

        var ports = server.Seen.GroupBy(one => one.From.Port).ToList();
        var ids = server.Seen.Select(one => (one.Query[0] << 8) | one.Query[1]).ToList();
        Assert.InRange(ports.Count, 38, 50);
        Assert.All(ports, port => Assert.InRange(port.Count(), 1, 20)); // the system may pick a port twice
        Assert.InRange(ids.Distinct().Count(), 380, 400);
        Assert.InRange(ids.Average(), 27_000, 38_500);
        Assert.InRange(((UdpExchange)exchange).OpenSockets, 1, 8);
    }

    [Fact]
    public async Task A_port_at_which_somebody_guesses_is_left()
    {
        using var host = new ExchangeHost(new ExchangeOptions { UdpSockets = 1 });
        using var server = new RawUdpServer((self, query, from) =>
        {
            for (var guess = 1; guess <= 32; guess++)
            {
                self.Send(RawAnswer.With(RawAnswer.To(query, 66), octets => octets[1] ^= (byte)guess), from);
            }

            self.Send(RawAnswer.To(query), from);
        });
        await using var exchange = host.Udp(server.EndPoint);
        ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
        ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
        Assert.Equal(2, server.Seen.Select(one => one.From.Port).Distinct().Count());
    }

    [Fact]
    public async Task Idle_sockets_close_in_time_and_all_close_when_it_is_disposed_of()
    {
        using var host = new ExchangeHost(new ExchangeOptions { UdpSocketLife = TimeSpan.FromMilliseconds(50) });
        using var server = new RawUdpServer((self, query, from) => self.Send(RawAnswer.To(query), from));
        var exchange = (UdpExchange)host.Udp(server.EndPoint);
        ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
        await Eventually.TrueAsync(() => exchange.OpenSockets == 0);
        ExchangeHost.LastAddress(await host.AskAsync(exchange, _query));
        await exchange.DisposeAsync();
        Assert.Equal(0, exchange.OpenSockets);
        Assert.Equal(ExchangeOutcome.Cancelled, (await host.AskAsync(exchange, _query)).Outcome);
    }

    [Fact]
    public async Task Disposing_ends_what_waits()
    {
        using var server = new RawUdpServer((_, _, _) => { });
        var exchange = _host.Udp(server.EndPoint);
        var asked = Enumerable.Range(0, 100).Select(_ => _host.AskAsync(exchange, _query, 60)).ToArray();
        await exchange.DisposeAsync();
        Assert.All(await Task.WhenAll(asked), result => Assert.Equal(ExchangeOutcome.Cancelled, result.Outcome));
    }

    [Fact]
    public async Task More_than_the_limit_in_flight_is_turned_away()
    {
        using var host = new ExchangeHost(new ExchangeOptions { MaxInFlight = 10 });
        using var server = new RawUdpServer((_, _, _) => { });
        await using var exchange = host.Udp(server.EndPoint);
        using var cancel = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 12).Select(_ => host.AskAsync(exchange, _query, 60, cancel.Token)).ToArray();
        Assert.Equal(ExchangeOutcome.Overloaded, (await asked[10]).Outcome);
        Assert.Equal(ExchangeOutcome.Overloaded, (await asked[11]).Outcome);
        await cancel.CancelAsync();
        Assert.All((await Task.WhenAll(asked))[..10], result => Assert.Equal(ExchangeOutcome.Cancelled, result.Outcome));
        Assert.Equal(ExchangeOutcome.TimedOut, (await host.AskAsync(exchange, _query, 0.02)).Outcome);
    }

    [Fact]
    public async Task Answers_up_to_the_largest_datagram_are_taken()
    {
        using var server = new RawUdpServer((self, query, from) =>
            self.Send([.. RawAnswer.With(RawAnswer.To(query), octets => octets[7] = 0), .. new byte[60_000]], from));
        await using var exchange = _host.Udp(server.EndPoint);
        Assert.True((await _host.AskAsync(exchange, _query)).Response.Length > 60_000);
    }

    [Fact]
    public async Task Many_callers_at_once_get_each_its_own_answer_though_answers_come_in_any_order()
    {
        var held = new List<(byte[] Answer, IPEndPoint To)>();
        using var server = new RawUdpServer((self, query, from) =>
        {
            // "hN." begins at offset 12; N comes back as the last octet of the address.
            var digits = System.Text.Encoding.ASCII.GetString(query, 14, query[12] - 1);
            held.Add((RawAnswer.To(query, byte.Parse(digits, null)), from));
            if (held.Count == 200)
            {
                held.Reverse();
                held.ForEach(one => self.Send(one.Answer, one.To));
            }
        });
        using var host = new ExchangeHost(new ExchangeOptions { UdpResendAfter = Timeout.InfiniteTimeSpan });
        await using var exchange = host.Udp(server.EndPoint);
        var results = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => host.AskAsync(exchange, ExchangeHost.QueryWithoutEdns($"h{i}.example.test"), 20)));
        Assert.All(results, (result, i) => Assert.Equal(IPAddress.Parse($"192.0.2.{i}"), ExchangeHost.LastAddress(result)));
    }

    [Fact]
    public async Task The_portable_reader_answers_too()
    {
        using var server = new RawUdpServer((self, query, from) => self.Send(RawAnswer.To(query), from));
        var gone = server.EndPoint;
        using var reader = new AsyncDatagramReader();
        using var meter = new System.Diagnostics.Metrics.Meter("portable");
        await using var overTcp = _host.Tcp(server.EndPoint);
        var exchange = new UdpExchange(server.EndPoint, overTcp, reader, ExchangeOptions.Default, _host.Clock, new ExchangeMetrics(meter));
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _host.AskAsync(exchange, _query)));
        Assert.All(results, result => ExchangeHost.LastAddress(result));
        await exchange.DisposeAsync();
        Assert.Equal(0, exchange.OpenSockets);
        server.Dispose();
        await using var refused = new UdpExchange(gone, overTcp, reader, ExchangeOptions.Default, _host.Clock, new ExchangeMetrics(meter));
        Assert.Equal(ExchangeOutcome.ConnectionRefused, (await _host.AskAsync(refused, _query)).Outcome);
    }

    [Fact]
    public async Task A_caller_may_go_on_in_the_readers_thread_and_even_dispose_of_it_there()
    {
        var host = new ExchangeHost(new ExchangeOptions { ContinueOnReader = true });
        var asked = new TaskCompletionSource<(byte[] Query, IPEndPoint From)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new RawUdpServer((_, query, from) => asked.SetResult((query, from)));
        var exchange = host.Udp(server.EndPoint);
        var thread = AskAndDisposeAsync();
        var (query, from) = await asked.Task;
        server.Send(RawAnswer.To(query), from);
        var name = await thread;
        Assert.True(name == "holdfast upstream" || !OperatingSystem.IsLinux(), name);

        async Task<string?> AskAndDisposeAsync()
        {
            var result = await exchange.AskAsync(_query, host.Clock.In(TimeSpan.FromSeconds(5)), default).ConfigureAwait(false);
            ExchangeHost.LastAddress(result);
            var name = Thread.CurrentThread.Name;
            await exchange.DisposeAsync().ConfigureAwait(false);
            host.Dispose();
            return name;
        }
    }

    private static byte[] Forge(string kind, byte[] answer) => kind switch
    {
        "wrong id" => RawAnswer.With(answer, octets => octets[0] ^= 1),
        "wrong name" => RawAnswer.With(answer, octets => octets[13] = (byte)'v'),
        "wrong type" => RawAnswer.With(answer, octets => octets[31] = 28),
        "wrong class" => RawAnswer.With(answer, octets => octets[33] = 3),
        "a query" => RawAnswer.With(answer, octets => octets[2] = 1),
        "another opcode" => RawAnswer.With(answer, octets => octets[2] |= 0x28),
        "cut short" => answer[..20],
        "no octets" => [],
        "garbage" => [.. answer[..2], .. Enumerable.Repeat((byte)0xFF, 40)],
        "no question" => RawAnswer.With(answer, octets => octets[5] = 0),
        "two questions" => RawAnswer.With(answer, octets => octets[5] = 2),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
