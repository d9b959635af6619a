using System.Collections.Immutable;
using System.Net;
using Holdfast.Resolver.Resolving;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Exchanges.Bootstrap;

/// <summary>The addresses one server gives for a name.</summary>
/// <param name="Addresses">IPv6 and IPv4 by turns, as RFC 8305 §4 has them tried; empty when there are none.</param>
/// <param name="Ttl">How long they hold.</param>
internal readonly record struct FoundAddresses(ImmutableArray<IPAddress> Addresses, TimeSpan Ttl)
{
    public static FoundAddresses None { get; } = new([], TimeSpan.Zero);
}

/// <summary>Asks one server for a name's IPv4 and IPv6 addresses.</summary>
internal static class AddressQuestion
{
    // A chain of aliases that is longer leads nowhere.
    private const int MaxAliases = 16;

    public static async Task<FoundAddresses> AskAsync(
        IExchange exchange, DomainName name, Deadline deadline, CancellationToken cancellationToken)
    {
        var six = AskAsync(exchange, name, RecordType.AAAA, deadline, cancellationToken);
        var four = AskAsync(exchange, name, RecordType.A, deadline, cancellationToken);
        var (sixes, sixTtl) = await six;
        var (fours, fourTtl) = await four;
        var mixed = ImmutableArray.CreateBuilder<IPAddress>();
        for (var i = 0; i < Math.Max(sixes.Length, fours.Length); i++)
        {
            mixed.AddRange(sixes.AsSpan(Math.Min(i, sixes.Length), i < sixes.Length ? 1 : 0));
            mixed.AddRange(fours.AsSpan(Math.Min(i, fours.Length), i < fours.Length ? 1 : 0));
        }

        return new(mixed.DrainToImmutable(), sixes.IsEmpty || (!fours.IsEmpty && fourTtl < sixTtl) ? fourTtl : sixTtl);
    }

    private static async Task<FoundAddresses> AskAsync(
        IExchange exchange, DomainName name, RecordType type, Deadline deadline, CancellationToken cancellationToken)
    {
        var query = Message.Query(new Question(name, type), edns: new EdnsRecord()).ToOctets();
        var result = await exchange.AskAsync(query, deadline, cancellationToken);
        return result.Outcome == ExchangeOutcome.Answered && Message.TryRead(result.Response.Span, out var response, out _, out _)
            ? Read(response, name, type)
            : FoundAddresses.None;
    }

    private static FoundAddresses Read(Message response, DomainName name, RecordType type)
    {
        var ttl = uint.MaxValue;
        for (var alias = 0; alias < MaxAliases; alias++)
        {
            var addresses = ImmutableArray.CreateBuilder<IPAddress>();
            DomainName? target = null;
            foreach (var record in response.Answers.Where(record => record.Name == name))
            {
                if (AddressOf(record.Data, type) is { } address)
                {
                    addresses.Add(address);
                    ttl = Math.Min(ttl, record.Ttl);
                }
                else if (record.Data is CnameData cname)
                {
                    target = cname.Target;
                    ttl = Math.Min(ttl, record.Ttl);
                }
            }

            if (addresses.Count > 0 || target is null)
            {
                return addresses.Count > 0 ? new(addresses.DrainToImmutable(), TimeSpan.FromSeconds(ttl)) : FoundAddresses.None;
            }

            name = target;
        }

        return FoundAddresses.None;
    }

    private static IPAddress? AddressOf(RecordData data, RecordType type) => data switch
    {
        AData a when type == RecordType.A => a.Address,
        AaaaData aaaa when type == RecordType.AAAA => aaaa.Address,
        _ => null,
    };
}
