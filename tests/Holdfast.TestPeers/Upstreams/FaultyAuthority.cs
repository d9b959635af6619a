using System.Collections.Concurrent;
using System.Collections.Immutable;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>
/// The mind of an upstream: a query in, a reply out, by the zone and the faults set at the moment. It has no sockets and
/// no clock, so that real and simulated networks use the same one. Zone and faults may be swapped at any time.
/// </summary>
public sealed class FaultyAuthority(ZoneModel zone)
{
    private readonly ConcurrentDictionary<DomainName, long> _asked = new();
    private long _queries;

    /// <summary>What the zone truly says.</summary>
    public ZoneModel Zone { get; set; } = zone;

    /// <summary>What goes wrong now; each rule that strikes is applied, in order. Empty when healthy.</summary>
    public ImmutableArray<FaultRule> Faults { get; set; } = [];

    /// <summary>How many queries came.</summary>
    public long Queries => Interlocked.Read(ref _queries);

    /// <summary>Sets faults by lines as <see cref="FaultText"/> reads them; none for health.</summary>
    /// <exception cref="FormatException">A line is not a fault.</exception>
    public void Set(params string[] faults) => Faults =
        [.. faults.Select(line => FaultText.TryParse(line, out var rule) ? rule : throw new FormatException($"'{line}' is not a fault."))];

    /// <summary>How many queries came for a name, of any type.</summary>
    public long QueriesFor(string name) => _asked.GetValueOrDefault(DomainName.Parse(name));

    /// <summary>Forgets the counts.</summary>
    public void ForgetCounts()
    {
        _asked.Clear();
        Interlocked.Exchange(ref _queries, 0);
    }

    /// <summary>Answers one query.</summary>
    /// <param name="query">Its octets.</param>
    /// <param name="overUdp">Whether size matters.</param>
    /// <param name="now">Time since some origin, for faults that come and go.</param>
    /// <param name="chance">The source of chance.</param>
    /// <returns>The reply, or null for octets that are no query.</returns>
    public UpstreamReply? Answer(ReadOnlySpan<byte> query, bool overUdp, TimeSpan now, Random chance)
    {
        if (!Message.TryRead(query, out var asked, out _, out _) || asked is not { Opcode: Opcode.Query, Questions: [var question] })
        {
            return null;
        }

        Interlocked.Increment(ref _queries);
        _asked.AddOrUpdate(question.Name, 1, (_, count) => count + 1);
        var zone = Zone;
        var edns = EdnsRecord.From(asked.Opt);
        var (code, answers) = zone.Answer(question);
        var response = new Message
        {
            Id = asked.Id,
            Flags = MessageFlags.Response | MessageFlags.RecursionAvailable | (asked.Flags & (MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled)),
            HeaderResponseCode = code,
            Questions = asked.Questions,
            Answers = answers,
            Authorities = answers.Length == 0 || code != ResponseCode.NoError ? [zone.Soa] : [],
            Additionals = edns is null ? [] : [new EdnsRecord { DnssecOk = edns.DnssecOk }.ToRecord()],
        };
        var reply = new UpstreamReply(asked, zone, overUdp, response);
        foreach (var rule in Faults)
        {
            if (rule.Strikes(question, chance))
            {
                reply = rule.Fault.Apply(reply, now, chance);
            }
        }

        return Fit(reply, edns?.UdpPayloadOctets ?? 512);
    }

    private static UpstreamReply Fit(UpstreamReply reply, int payloadOctets)
    {
        if (reply is not { OverUdp: true, Response: { } response, Garbage: null } || response.ToOctets().Length <= Math.Max(512, payloadOctets))
        {
            return reply;
        }

        return reply with { Response = response with { Flags = response.Flags | MessageFlags.Truncated, Answers = [], Authorities = [] } };
    }
}
