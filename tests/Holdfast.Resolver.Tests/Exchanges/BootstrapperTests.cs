using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.Resolver.Resolving;
using Holdfast.TestPeers.RealServers;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Resolver.Tests.Exchanges;

public sealed class BootstrapperTests : IDisposable
{
    private static readonly ImmutableArray<IPAddress> _first = [IPAddress.Parse("192.0.2.1")];
    private readonly ExchangeHost _host = new();
    private readonly FakeTimeProvider _time = new();
    private readonly MonotonicClock _clock;

    public BootstrapperTests() => _clock = new MonotonicClock(_time);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Addresses_are_kept_for_their_ttl_then_asked_again_and_used_on_when_nobody_answers()
    {
        await using var server = await RealServer.StartAsync(new Nsd(ServedZone.Of("example.", "dns 60 IN A 192.0.2.1")));
        await using var exchange = _host.Udp(server.EndPoint);
        var memory = new AddressMemory();
        var bootstrapper = new Bootstrapper([exchange], memory, _clock);
        Assert.Equal(_first, await bootstrapper.FindAsync("dns.example", default));
        Assert.Equal(_first, memory.Recall("DNS.example"));

        await server.EndAsync(Signal.Kill);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(_first, await bootstrapper.FindAsync("dns.example", default));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(_first, await bootstrapper.FindAsync("dns.example", default));
    }

    [Fact]
    public async Task After_a_restart_last_known_addresses_serve_while_nobody_answers()
    {
        var memory = new AddressMemory();
        memory.Remember("dns.example", _first);
        Assert.Equal(_first, await new Bootstrapper([], memory, _clock).FindAsync("dns.example", default));
    }

    [Fact]
    public async Task Nobody_to_ask_and_nothing_known_is_a_failed_bootstrap()
    {
        _host.Factory.Bootstrapper = new Bootstrapper([], new AddressMemory(), _clock);
        foreach (var address in new[] { "tls://dns.example", "https://dns.example" })
        {
            await using var exchange = _host.Create(address);
            var result = await _host.AskAsync(exchange, "www.example.test");
            Assert.Equal(ExchangeOutcome.BootstrapFailed, result.Outcome);
        }
    }

    [Fact]
    public void A_name_without_a_bootstrapper_is_a_fault()
    {
        Assert.False(_host.Factory.TryCreate(ExchangeAddress.Parse("tls://dns.example"), out _, out var fault));
        Assert.Equal("host", fault.Part);
    }

    [Fact]
    public void A_trust_file_that_is_not_there_is_a_fault()
    {
        Assert.False(_host.Factory.TryCreate(ExchangeAddress.Parse("tls://192.0.2.1?ca=/nowhere/ca.pem"), out _, out var fault));
        Assert.Equal(("ca", "/nowhere/ca.pem"), (fault.Part, fault.Value));
    }

    [Fact]
    public void The_systems_servers_are_read_from_resolv_conf()
    {
        string[] lines = ["# nameserver 192.0.2.9", "search example", "nameserver 192.0.2.1", "nameserver\t2001:db8::1 # x", "nameserver", "nameserver x", "nameserver 192.0.2.1"];
        Assert.Equal(["udp://192.0.2.1:53", "udp://[2001:db8::1]:53"], SystemServers.Parse(lines).Select(one => one.ToString()));
    }
}
