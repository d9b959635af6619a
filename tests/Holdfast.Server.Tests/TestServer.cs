using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Zones;
using Holdfast.Wire.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Server.Tests;

/// <summary>A whole server on loopback, with free ports and a resolver in memory that knows a few names.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(ServerOptions options, TimeProvider time, ImmutableArray<IZoneSource> zones)
    {
        Clock = new MonotonicClock(time);
        Cache = new AnswerCache(new CachePolicy(), seed: 7);
        Resolver = new InMemoryResolver(Cache, Clock);
        Resolver.Add("www.example.com", 300, new AData(IPAddress.Parse("192.0.2.1")));
        Resolver.Add("www.example.com", 300, new AaaaData(IPAddress.Parse("2001:db8::1")));
        Resolver.Add("many.example.com", 60, [.. Enumerable.Range(0, 200).Select(i => new AData(new IPAddress(new byte[] { 192, 0, 2, (byte)i })))]);
        Metrics = new ServerMetrics();
        Server = new DnsServer(options, Cache, Resolver, Clock, Metrics, NullLoggerFactory.Instance, zones);
    }

    public static ImmutableArray<IPEndPoint> AnyPort { get; } = [new(IPAddress.Loopback, 0)];

    public static ServerOptions Options { get; } = new() { Udp = AnyPort, Tcp = AnyPort, UdpThreads = 2 };

    public MonotonicClock Clock { get; }

    public AnswerCache Cache { get; }

    public InMemoryResolver Resolver { get; }

    public ServerMetrics Metrics { get; }

    public DnsServer Server { get; }

    public IPEndPoint Udp => At(Transport.Udp);

    public IPEndPoint Tcp => At(Transport.Tcp);

    public static async Task<TestServer> StartAsync(
        ServerOptions? options = null, TimeProvider? time = null, params ImmutableArray<IZoneSource> zones)
    {
        var server = new TestServer(options ?? Options, time ?? TimeProvider.System, zones);
        await server.Server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public IPEndPoint At(Transport transport) => Server.EndPoints.First(bound => bound.Transport == transport).EndPoint;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
