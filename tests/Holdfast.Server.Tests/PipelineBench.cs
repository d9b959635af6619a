using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Admission;
using Holdfast.Server.Pipeline;
using Holdfast.Server.Zones;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Tests;

/// <summary>A pipeline without listeners: octets in, octets out.</summary>
internal sealed class PipelineBench
{
    public PipelineBench(ServerOptions? options = null, ImmutableArray<IZoneSource> zones = default, TimeProvider? time = null, OwnZones? own = null)
    {
        options ??= new ServerOptions();
        time ??= TimeProvider.System;
        Clock = new MonotonicClock(time);
        Cache = new AnswerCache(new CachePolicy(), seed: 1);
        Resolver = new InMemoryResolver(Cache, Clock);
        Metrics = new ServerMetrics();
        Misses = new MissGate(options.MaxMisses);
        var plan = ServingPlan.Create(options, null, new ServerCookies([new byte[16]]), new HostsZone([]), zones.IsDefault ? [] : zones, time);
        Pipeline = new QueryPipeline(Cache, Resolver, Clock, Metrics, Misses, QueryLog.Off, own ?? new OwnZones(static () => 0), plan);
        Counters = Metrics.NewBlock(Transport.Udp, shared: false);
    }

    public MonotonicClock Clock { get; }

    public AnswerCache Cache { get; }

    public InMemoryResolver Resolver { get; }

    public ServerMetrics Metrics { get; }

    public MissGate Misses { get; }

    public QueryPipeline Pipeline { get; }

    public CounterBlock Counters { get; }

    public byte[] Response { get; } = new byte[Message.MaxOctets];

    public ClientInfo Client(string address = "127.0.0.1", Transport transport = Transport.Udp) =>
        new(ClientAddress.From(IPAddress.Parse(address)), transport, Clock.Now, TimeSpan.FromSeconds(30));

    public PipelineVerdict Handle(ReadOnlySpan<byte> query, out int length, ClientInfo? client = null) =>
        Pipeline.Handle(query, client ?? Client(), Counters, Response, out length);

    /// <summary>The response in hexadecimal; the verdict's name when there is none.</summary>
    public string Ask(string hex, ClientInfo? client = null)
    {
        var verdict = Handle(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), out var length, client);
        return verdict == PipelineVerdict.Answered ? Convert.ToHexStringLower(Response.AsSpan(0, length)) : verdict.ToString();
    }

    /// <summary>The response to a question that is answered at once.</summary>
    public Message AskFor(
        string name, RecordType type, EdnsRecord? edns = null, MessageFlags flags = MessageFlags.RecursionDesired, ClientInfo? client = null)
    {
        Assert.Equal(PipelineVerdict.Answered, Handle(Message.Query(new Question(DomainName.Parse(name), type), 7, edns, flags).ToOctets(), out var length, client));
        Assert.True(Message.TryRead(Response.AsSpan(0, length), out var message, out var fault, out var offset), $"{fault} at {offset}");
        return message;
    }

    public void Store(string name, RecordType type, uint ttl, params RecordData[] data)
    {
        var question = new Question(DomainName.Parse(name), type);
        var records = data.Select(item => new ResourceRecord(question.Name, RecordClass.Internet, ttl, item)).ToArray();
        var answer = AnswerBuilder.Synthesize(question, ResponseCode.NoError, records, TimeSpan.FromSeconds(ttl), "test");
        for (byte flags = 0; flags < 4; flags++)
        {
            Cache.Store(AnswerKey.Create(question, flags), answer, Clock.Now);
        }
    }
}
