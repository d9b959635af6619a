using System.Buffers.Binary;
using System.Text;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Resolving;
using Holdfast.TestPeers.Upstreams;

namespace Holdfast.Resolver.Tests.Simulation;

/// <summary>How a simulated path treats packets.</summary>
/// <param name="Least">The shortest round trip.</param>
/// <param name="Typical">The mean of what comes on top, exponentially distributed.</param>
/// <param name="Loss">The share of queries that vanish, 0 to 1.</param>
internal sealed record PathQuality(TimeSpan Least, TimeSpan Typical, double Loss = 0)
{
    public static PathQuality Near { get; } = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2));
}

/// <summary>
/// A way to an upstream that exists only in simulation: loss and delay by the seed, answers by the same mind that the
/// real faulty upstream has. Ids and questions are checked here, as every real exchange does before it hands on.
/// </summary>
internal sealed class SimulatedExchange(string endpoint, FaultyAuthority authority, MonotonicClock clock, Random chance) : IExchange
{
    private ushort _nextId;

    public PathQuality Quality { get; set; } = PathQuality.Near;

    /// <summary>When each query left, for invariants about budgets.</summary>
    public List<(TimeSpan At, byte[] Query)> Asked { get; } = [];

    /// <summary>Told of each response that arrives.</summary>
    public Action<ReadOnlyMemory<byte>>? OnResponse { get; init; }

    /// <summary>Where its process's hedging is booked; null for nowhere.</summary>
    public HedgeLedger? Ledger { get; init; }

    /// <summary>Whether it sets AD in every response.</summary>
    public bool SaysAuthentic { get; set; }

    public bool ProvesIdentity { get; set; }

    /// <summary>How many queries wait at this moment.</summary>
    public int InFlight { get; private set; }

    public Transport Transport { get; init; } = Transport.Udp;

    public string Endpoint { get; } = endpoint;

    public async ValueTask<ExchangeResult> AskAsync(ReadOnlyMemory<byte> query, Deadline deadline, CancellationToken cancellationToken)
    {
        var sent = clock.Now;
        var octets = query.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(octets, ++_nextId);
        Asked.Add((sent, octets));
        var question = octets.AsSpan(12, QuestionEnd(octets) - 12);
        var booked = Ledger?.Asked(
            Encoding.Latin1.GetString(question), question.StartsWith("\aguarded"u8), sent, deadline.Remaining);
        var answered = false;
        InFlight++;
        try
        {
            var lost = chance.NextDouble() < Quality.Loss;
            var travel = Quality.Least + (Quality.Typical * -Math.Log(1 - chance.NextDouble()));
            var reply = lost ? null : authority.Answer(octets, false, sent, chance);
            var response = Arrives(octets, reply);
            var wait = response is null ? deadline.Remaining : travel + reply!.Delay;
            if (wait > deadline.Remaining)
            {
                (wait, response) = (deadline.Remaining, null);
            }

            await Task.Delay(wait, clock.Time, cancellationToken);
            if (response is not null)
            {
                answered = (response[3] & 0x0F) is 0 or 3; // NOERROR, NXDOMAIN
                response[3] |= (byte)(SaysAuthentic ? 0x20 : 0);
                OnResponse?.Invoke(response);
            }

            return response is null
                ? new ExchangeResult(ExchangeOutcome.TimedOut, default, clock.Now - sent, "nothing came")
                : new ExchangeResult(ExchangeOutcome.Answered, response, clock.Now - sent);
        }
        catch (OperationCanceledException)
        {
            return new ExchangeResult(ExchangeOutcome.Cancelled, default, clock.Now - sent, "cancelled");
        }
        finally
        {
            InFlight--;
            if (booked is not null)
            {
                HedgeLedger.Ended(booked, answered, clock.Now);
            }
        }
    }

    public ValueTask DisposeAsync() => default;

    // A datagram that is not the response to this query is ignored, so that the query times out.
    private static byte[]? Arrives(byte[] query, UpstreamReply? reply)
    {
        if (reply?.ToOctets() is not { Length: >= 12 } octets || octets[0] != query[0] || octets[1] != query[1])
        {
            return null;
        }

        var question = query.AsSpan(12, QuestionEnd(query) - 12);
        return octets.Length >= 12 + question.Length && octets.AsSpan(12, question.Length).SequenceEqual(question) ? octets : null;
    }

    private static int QuestionEnd(byte[] query)
    {
        var at = 12;
        while (query[at] != 0)
        {
            at += query[at] + 1;
        }

        return at + 5;
    }
}
