using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Resolver.Clients;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Clients;

public sealed class HoldfastConnectorTests : IDisposable
{
    private static readonly IPAddress _other = IPAddress.Parse("127.0.0.2");

    private readonly RecordsInMemory _records = new();
    private readonly HoldfastConnector _connector;
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(20));

    public HoldfastConnectorTests() => _connector = new HoldfastConnector(new DnsLookup(_records, new MonotonicClock(TimeProvider.System)));

    [Fact]
    public async Task A_name_is_connected_to_by_its_address()
    {
        var listener = Listen(IPAddress.Loopback);
        _records.Add("a.example", 5, new AData(IPAddress.Loopback));

        using var socket = await _connector.ConnectAsync("a.example", PortOf(listener), _limit.Token);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task An_address_that_refuses_is_passed_over()
    {
        var listener = Listen(IPAddress.Loopback);
        _records.Add("a.example", 5, new AData(_other)).Add("a.example", 5, new AaaaData(IPAddress.IPv6Loopback)).Add("a.example", 5, new AData(IPAddress.Loopback));

        using var socket = await _connector.ConnectAsync("a.example", PortOf(listener), _limit.Token);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task IPv6_is_tried_first()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        var ofVersion6 = ListenOnBoth();
        _records.Add("a.example", 5, new AData(IPAddress.Loopback)).Add("a.example", 5, new AaaaData(IPAddress.IPv6Loopback));

        using var socket = await _connector.ConnectAsync("a.example", PortOf(ofVersion6), _limit.Token);

        Assert.Equal(ofVersion6.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task An_address_that_is_silent_is_overtaken()
    {
        var listener = Listen(IPAddress.Loopback);
        var silent = await ListenSilentlyAsync(_other, PortOf(listener));
        _records.Add("a.example", 5, new AData(_other)).Add("a.example", 5, new AData(IPAddress.Loopback));
        var began = TimeProvider.System.GetTimestamp();

        using var socket = await _connector.ConnectAsync("a.example", PortOf(listener), _limit.Token);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
        Assert.NotEqual(silent.LocalEndPoint, socket.RemoteEndPoint);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(240));
    }

    [Fact]
    public async Task A_family_whose_look_up_hangs_does_not_hold_up_the_other()
    {
        var listener = Listen(IPAddress.Loopback);
        var never = new TaskCompletionSource();
        _records.Add("a.example", 5, new AData(IPAddress.Loopback));
        _records.Late[RecordType.AAAA] = never.Task;

        using var socket = await _connector.ConnectAsync("a.example", PortOf(listener), _limit.Token);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
        never.SetResult();
    }

    [Fact]
    public async Task Addresses_that_come_late_join_the_race()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        var listener = Listen(IPAddress.Loopback);
        var late = new TaskCompletionSource();
        _records.Add("a.example", 5, new AaaaData(IPAddress.IPv6Loopback)).Add("a.example", 5, new AData(IPAddress.Loopback));
        _records.Late[RecordType.A] = late.Task;

        var connecting = _connector.ConnectAsync("a.example", PortOf(listener), _limit.Token);
        late.SetResult();

        using var socket = await connecting;
        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Fact]
    public async Task A_name_without_addresses_says_why()
    {
        var fault = await Assert.ThrowsAsync<SocketException>(async () => await _connector.ConnectAsync("gone.example", 1, _limit.Token));
        Assert.Equal(SocketError.HostNotFound, fault.SocketErrorCode);
        Assert.Contains("gone.example: NameError", fault.Message, StringComparison.Ordinal);

        _records.Fails = true;
        fault = await Assert.ThrowsAsync<SocketException>(async () => await _connector.ConnectAsync("any.example", 1, _limit.Token));
        Assert.Contains("any.example: ServerFailure, all silent", fault.Message, StringComparison.Ordinal);
        fault = await Assert.ThrowsAsync<SocketException>(async () => await _connector.ConnectAsync("a..b", 1, _limit.Token));
        Assert.Contains("'a..b' is not a domain name", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_all_refuse_the_refusal_is_what_is_thrown()
    {
        var listener = Listen(IPAddress.Loopback);
        var port = PortOf(listener);
        listener.Dispose();
        _records.Add("a.example", 5, new AData(IPAddress.Loopback));

        var fault = await Assert.ThrowsAsync<SocketException>(async () => await _connector.ConnectAsync("a.example", port, _limit.Token));

        Assert.Equal(SocketError.ConnectionRefused, fault.SocketErrorCode);
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer()
    {
        var listener = Listen(IPAddress.Loopback);
        await ListenSilentlyAsync(_other, PortOf(listener));
        _records.Add("a.example", 5, new AData(_other));
        using var patience = new CancellationTokenSource();

        var connecting = _connector.ConnectAsync("a.example", PortOf(listener), patience.Token).AsTask();
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(_limit.Token));
        Assert.False(_limit.IsCancellationRequested);
    }

    [Fact]
    public async Task Addresses_and_localhost_are_not_looked_up()
    {
        var listener = Listen(IPAddress.Loopback);

        using var literal = await _connector.ConnectAsync("127.0.0.1", PortOf(listener), _limit.Token);
        using var local = await _connector.ConnectAsync("some.LOCALHOST.", PortOf(listener), _limit.Token);

        Assert.Equal(listener.LocalEndPoint, local.RemoteEndPoint);
        Assert.Empty(_records.Asked);
    }

    [Fact]
    public async Task An_HTTP_client_finds_its_server()
    {
        var listener = Listen(IPAddress.Loopback);
        _records.Add("web.example", 5, new AData(IPAddress.Loopback));
        var serving = ServeOnceAsync(listener);
        using var handler = new SocketsHttpHandler { ConnectCallback = _connector.ConnectAsync };
        using var client = new HttpClient(handler);

        var text = await client.GetStringAsync(new Uri($"http://web.example:{PortOf(listener)}/"), _limit.Token);

        Assert.Equal("held", text);
        Assert.Contains($"Host: web.example:{PortOf(listener)}", await serving, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _limit.Dispose();
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Socket Bind(IPAddress address, int port, int backlog)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen(backlog);
        return socket;
    }

    // A port that is free for IPv6 may be taken for IPv4.
    private Socket ListenOnBoth()
    {
        for (var attempt = 1; ; attempt++)
        {
            var ofVersion6 = Listen(IPAddress.IPv6Loopback);
            try
            {
                _sockets.Add(Bind(IPAddress.Loopback, PortOf(ofVersion6), backlog: 5));
                return ofVersion6;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < 8)
            {
                // The next one, then.
            }
        }
    }

    private Socket Listen(IPAddress address)
    {
        _sockets.Add(Bind(address, 0, backlog: 16));
        return _sockets[^1];
    }

    // Once a listener's backlog is full, Linux drops what else comes, as a dead host would.
    private async Task<Socket> ListenSilentlyAsync(IPAddress address, int port)
    {
        _sockets.Add(Bind(address, port, backlog: 0));
        var listener = _sockets[^1];
        var filling = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(filling);
        await filling.ConnectAsync(listener.LocalEndPoint!, _limit.Token);
        return listener;
    }

    private async Task<string> ServeOnceAsync(Socket listener)
    {
        using var connection = await listener.AcceptAsync(_limit.Token);
        var request = new byte[4096];
        var length = await connection.ReceiveAsync(request, _limit.Token);
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nheld"u8.ToArray(), _limit.Token);
        return Encoding.ASCII.GetString(request, 0, length);
    }
}
