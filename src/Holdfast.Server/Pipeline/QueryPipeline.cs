using System.Runtime.CompilerServices;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.Server.Admission;
using Holdfast.Server.Zones;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Pipeline;

/// <summary>
/// The way of one query. A listener hands over its octets and where a response may be written.
/// (1) The octets are read as a query; what is not one gets FORMERR, NOTIMP or BADVERS, or nothing.
/// (2) Admission: strangers are refused, and clients that ask too much are held back.
/// (3) Zones that this server has authority for answer for their names; other kinds of query that are not served are
/// refused, and ANY gets its one record.
/// (4) Names that are answered here in place of their owners: hosts files and special names.
/// (5) The cache answers with a finished response: copy and patch. Here the hot path ends, on the thread that received.
/// (6) A miss goes to the resolver by <see cref="ResolveAsync"/>, and its answer is finished in the same way, on the thread
/// that has it. Steps 1 to 5 allocate nothing and never wait.
/// </summary>
internal sealed class QueryPipeline(
    AnswerCache cache, IResolver resolver, MonotonicClock clock, ServerMetrics metrics, MissGate misses, QueryLog log, OwnZones own, ServingPlan plan)
{
    /// <summary>The longest UDP response that any option allows: what a caller's buffer must hold.</summary>
    public const int MaxUdpOctets = 4096;

    private const RecordType FirstMetaType = (RecordType)249; // TKEY, then TSIG, IXFR, AXFR, MAILB, MAILA, ANY (RFC 6895 §3.1)

    private ServingPlan _plan = plan;

    /// <summary>What queries are judged by; swapped whole.</summary>
    public ServingPlan Plan
    {
        get => Volatile.Read(ref _plan);
        set => Volatile.Write(ref _plan, value);
    }

    /// <summary>The clock that moments of arrival belong to.</summary>
    public MonotonicClock Clock => clock;

    /// <summary>Takes a query through steps 1 to 5. Hot path.</summary>
    /// <param name="octets">What was received.</param>
    /// <param name="client">From whom.</param>
    /// <param name="counters">The caller's counts.</param>
    /// <param name="response">Where to write; at least 512 octets.</param>
    /// <param name="length">The response's length, when there is one.</param>
    public PipelineVerdict Handle(
        ReadOnlySpan<byte> octets, in ClientInfo client, CounterBlock counters, Span<byte> response, out int length)
    {
        var plan = Plan;
        var finisher = plan.Finisher;

        // 1. Read.
        var fault = QueryView.Read(octets, out var query);
        if (fault == QueryFault.NotAQuery)
        {
            return Drop(QueryOutcome.Ignored, counters, out length);
        }

        // 2. Admission.
        if (!plan.Admits(client.Address))
        {
            if (plan.Options.IgnoresStrangers)
            {
                return Drop(QueryOutcome.Stranger, counters, out length);
            }

            length = finisher.Code(query, client, ResponseCode.Refused, ServerAnswers.NotYou, response, MessageFlags.None);
            return Answered(QueryOutcome.Stranger, query, client, counters, response);
        }

        if (!plan.Limiter.TryAdmit(client.Address, client.ReceivedAt))
        {
            return HoldBack(plan, query, client, counters, response, out length);
        }

        if (fault != QueryFault.None)
        {
            length = Explain(finisher, fault, query, client, response);
            return Answered(fault == QueryFault.Malformed ? QueryOutcome.Malformed : QueryOutcome.Unsupported, query, client, counters, response);
        }

        // 3. Zones of our own, and kinds of query.
        var resolves = plan.Resolves(client.Address);
        var isAny = query is { Class: RecordClass.Internet, Type: RecordType.ANY };
        var isUnusual = query.Class != RecordClass.Internet || query.Type is RecordType.None or RecordType.OPT or >= FirstMetaType and < RecordType.ANY;
        var zones = own.Current;
        if (!isUnusual
            && zones.TryFind(query.Name, query.TopLabel, query.Type, out var ownZone))
        {
            if (finisher.Answer(query, client, zones, ownZone, resolves, response, out length, out var tail) == ZoneVerdict.Answered)
            {
                return Answered(QueryOutcome.Local, query, client, counters, response);
            }

            if (tail != MessageHeader.Octets)
            {
                return Miss(plan, query, client, counters, response, out length);
            }
        }

        if (isUnusual || (isAny && resolves))
        {
            return AnswerUnusual(plan, query, client, counters, response, out length);
        }

        // 4. Names answered in place of their owners.
        foreach (var zone in plan.Zones)
        {
            if (zone.Find(query.Name, query.TopLabel, query.Type) is { } found)
            {
                length = finisher.Answer(query, client, found, response);
                return Answered(QueryOutcome.Local, query, client, counters, response);
            }
        }

        if (!resolves)
        {
            length = finisher.Code(query, client, ResponseCode.Refused, ServerAnswers.NotResolved, response, MessageFlags.None);
            return Answered(QueryOutcome.Unsupported, query, client, counters, response);
        }

        // 5. The cache.
        Span<byte> key = stackalloc byte[AnswerKey.MaxOctets];
        key = key[..AnswerKey.Write(query.Name, query.Type, query.Class, KeyFlags(query), Subnet(plan, query), key)];
        var now = client.ReceivedAt;
        if (cache.TryGet(key, out var cached) && cached.IsFresh(now))
        {
            if (cached.ShouldPrefetch(now, cache.Policy))
            {
                Prefetch(RequestOf(plan, query));
            }

            var answer = cached.Answer;
            length = finisher.Answer(query, client, answer, cached.Age(now), null, answer.Note, default, response);
            return Answered(QueryOutcome.Hit, query, client, counters, response);
        }

        if ((query.Flags & MessageFlags.RecursionDesired) == 0)
        {
            length = finisher.Code(query, client, ResponseCode.Refused, ServerAnswers.NotKnown, response);
            return Answered(QueryOutcome.Unsupported, query, client, counters, response);
        }

        return Miss(plan, query, client, counters, response, out length);
    }

    /// <summary>Takes a miss to the resolver: the first half of step 6. To be called once for each miss.</summary>
    /// <param name="octets">The query that <see cref="Handle"/> called a miss, in the caller's own memory.</param>
    /// <param name="client">From whom.</param>
    /// <param name="cancellationToken">Gives up: the server stops, or the client went away.</param>
    /// <returns>What the resolver says; null when it was given up.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Resolution?> ResolveAsync(ReadOnlyMemory<byte> octets, ClientInfo client, CancellationToken cancellationToken)
    {
        try
        {
            var plan = Plan;
            var deadline = new Deadline(clock, client.ReceivedAt + plan.Options.QueryTimeout);
            return await resolver.ResolveAsync(Request(plan, octets.Span), deadline, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // By the caller, or by the resolver's own end.
            return null;
        }
        finally
        {
            misses.Leave();
        }
    }

    /// <summary>Finishes what the resolver said for the client: the second half of step 6.</summary>
    /// <param name="octets">The query.</param>
    /// <param name="client">From whom.</param>
    /// <param name="counters">Counts that may be shared.</param>
    /// <param name="resolution">What the resolver said.</param>
    /// <param name="response">Where to write.</param>
    /// <returns>The response's length.</returns>
    public int Finish(
        ReadOnlySpan<byte> octets, in ClientInfo client, CounterBlock counters, Resolution resolution, Span<byte> response)
    {
        QueryView.Read(octets, out var query);
        uint? staleTtl = resolution.Source == AnswerSource.Stale ? (uint)cache.Policy.StaleTtl.TotalSeconds : null;
        var answer = OwnChain.Of(own.Current, query)?.Before(resolution.Answer) ?? resolution.Answer;
        var length = Plan.Finisher.Answer(
            query, client, answer, resolution.Age, staleTtl, null, resolution.Errors.AsSpan(), response);
        metrics.Took(client.Transport, clock.Now - client.ReceivedAt);
        Answered(QueryOutcome.Resolved, query, client, counters, response);
        return length;
    }

    // 6. A miss, if there is room for one more; the newest is shed, and hits are served on.
    private PipelineVerdict Miss(
        ServingPlan plan, in QueryView query, in ClientInfo client, CounterBlock counters, Span<byte> response, out int length)
    {
        if (misses.TryEnter())
        {
            length = 0;
            return PipelineVerdict.Miss;
        }

        if (plan.Options.ShedsSilently)
        {
            return Drop(QueryOutcome.Shed, counters, out length);
        }

        length = plan.Finisher.Code(query, client, ResponseCode.ServerFailure, ServerAnswers.Overloaded, response);
        return Answered(QueryOutcome.Shed, query, client, counters, response);
    }

    // An alias of ours may lead to a name of other people's, which is then the one to be resolved.
    private ResolutionRequest Request(ServingPlan plan, ReadOnlySpan<byte> octets)
    {
        QueryView.Read(octets, out var query);
        return OwnChain.Of(own.Current, query) is { } chain ? RequestOf(plan, query, chain.Tail) : RequestOf(plan, query);
    }

    private static ResolutionRequest RequestOf(ServingPlan plan, in QueryView query)
    {
        DomainName.TryFromOctets(query.Name, out var name);
        return RequestOf(plan, query, name!);
    }

    private static ResolutionRequest RequestOf(ServingPlan plan, in QueryView query, DomainName name) => new(
        new Question(name, query.Type, query.Class),
        query.DnssecOk,
        (query.Flags & MessageFlags.CheckingDisabled) != 0,
        Subnet(plan, query) is { IsEmpty: false } subnet ? subnet.ToArray() : default(ReadOnlyMemory<byte>));

    private PipelineVerdict Answered(
        QueryOutcome outcome, in QueryView query, in ClientInfo client, CounterBlock counters, ReadOnlySpan<byte> response)
    {
        counters.Answered(outcome, response[3]);
        if (log.IsOn)
        {
            log.Add(query, client, outcome, response);
        }

        return PipelineVerdict.Answered;
    }

    private static PipelineVerdict Drop(QueryOutcome outcome, CounterBlock counters, out int length)
    {
        counters.Dropped(outcome);
        length = 0;
        return PipelineVerdict.Dropped;
    }

    // Over UDP the address may be forged, and the victim must not be flooded: silence, and now and then TC. A client
    // whose address is proved is told.
    private PipelineVerdict HoldBack(
        ServingPlan plan, in QueryView query, in ClientInfo client, CounterBlock counters, Span<byte> response, out int length)
    {
        if (client.Transport == Transport.Udp && plan.Finisher.JudgeCookie(query, client) != CookieStanding.Proved)
        {
            var slip = plan.Options.RateLimit.Slip;
            if (slip == 0 || query.Id % slip != 0)
            {
                return Drop(QueryOutcome.RateLimited, counters, out length);
            }

            length = plan.Finisher.Truncated(query, client, ResponseCode.NoError, response);
        }
        else
        {
            length = plan.Finisher.Code(query, client, ResponseCode.Refused, ServerAnswers.TooMuch, response);
        }

        return Answered(QueryOutcome.RateLimited, query, client, counters, response);
    }

    private static int Explain(ResponseFinisher finisher, QueryFault fault, in QueryView query, in ClientInfo client, Span<byte> response) =>
        fault switch
        {
            QueryFault.UnknownOpcode => finisher.Code(query, client, ResponseCode.NotImplemented, null, response),
            QueryFault.UnknownEdnsVersion => finisher.Code(query, client, ResponseCode.BadVersion, null, response),
            QueryFault.CookieOnly => finisher.Code(query, client, ResponseCode.NoError, null, response),
            _ => finisher.Code(query, client, ResponseCode.FormatError, null, response),
        };

    private PipelineVerdict AnswerUnusual(
        ServingPlan plan, in QueryView query, in ClientInfo client, CounterBlock counters, Span<byte> response, out int length)
    {
        var finisher = plan.Finisher;
        var own = query switch
        {
            { Class: RecordClass.Internet, Type: RecordType.ANY } => ServerAnswers.Any,
            { Class: RecordClass.Chaos } => ServerAnswers.OfClassChaos(query, plan.Options),
            _ => null,
        };
        if (own is not null)
        {
            length = finisher.Answer(query, client, own, response);
            return Answered(QueryOutcome.Local, query, client, counters, response);
        }

        var code = query.Type switch
        {
            RecordType.None or RecordType.OPT => ResponseCode.FormatError,
            RecordType.AXFR or RecordType.IXFR => ResponseCode.Refused,
            >= FirstMetaType and < RecordType.ANY => ResponseCode.NotImplemented,
            _ => ResponseCode.Refused,
        };
        length = finisher.Code(query, client, code, ServerAnswers.NotServed, response);
        return Answered(QueryOutcome.Unsupported, query, client, counters, response);
    }

    private static byte KeyFlags(in QueryView query) => (byte)(
        (query.DnssecOk ? AnswerKey.DnssecOk : 0)
        | ((query.Flags & MessageFlags.CheckingDisabled) != 0 ? AnswerKey.CheckingDisabled : 0));

    private static ReadOnlySpan<byte> Subnet(ServingPlan plan, in QueryView query) =>
        plan.Options.ForwardsClientSubnet ? query.ClientSubnet : default;

    private void Prefetch(ResolutionRequest request) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.resolver.Prefetch(state.request), (resolver, request), preferLocal: false);
}
