using System.Diagnostics.Metrics;
using System.Net;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Tests.Exchanges;

/// <summary>What a test needs to ask: clock, factory, and queries with answers read by hand.</summary>
internal sealed class ExchangeHost : IDisposable
{
    private readonly Meter _meter = new("exchanges under test");

    public ExchangeHost(ExchangeOptions? options = null) => Factory = new ExchangeFactory(Clock, _meter, options);

    public MonotonicClock Clock { get; } = new(TimeProvider.System);

    public ExchangeFactory Factory { get; }

    public static byte[] Query(string name, RecordType type = RecordType.A) =>
        Message.Query(new Question(DomainName.Parse(name), type), edns: new EdnsRecord()).ToOctets();

    public static byte[] QueryWithoutEdns(string name, RecordType type = RecordType.A) =>
        Message.Query(new Question(DomainName.Parse(name), type)).ToOctets();

    public IExchange Create(ExchangeAddress address) =>
        Factory.TryCreate(address, out var exchange, out var fault) ? exchange : throw new InvalidOperationException(fault.ToString());

    public IExchange Create(string address) => Create(ExchangeAddress.Parse(address));

    public IExchange Udp(IPEndPoint server) => Create(ExchangeAddress.At(server.Address, Transport.Udp, server.Port));

    public IExchange Tcp(IPEndPoint server) => Create(ExchangeAddress.At(server.Address, Transport.Tcp, server.Port));

    public Task<ExchangeResult> AskAsync(IExchange exchange, string name, double seconds = 5, CancellationToken cancellationToken = default) =>
        AskAsync(exchange, Query(name), seconds, cancellationToken);

    public async Task<ExchangeResult> AskAsync(IExchange exchange, byte[] query, double seconds = 5, CancellationToken cancellationToken = default) =>
        await exchange.AskAsync(query, Clock.In(TimeSpan.FromSeconds(seconds)), cancellationToken);

    /// <summary>The last four octets of an answer: the address, when its last record is an A record and no OPT follows.</summary>
    public static IPAddress LastAddress(ExchangeResult result)
    {
        Assert.Equal((ExchangeOutcome.Answered, null), (result.Outcome, result.Detail));
        Assert.True(Message.TryRead(result.Response.Span, out var message, out var fault, out _), fault.ToString());
        return Assert.IsType<AData>(message.Answers.Last().Data).Address;
    }

    public void Dispose()
    {
        Factory.Dispose();
        _meter.Dispose();
    }
}
