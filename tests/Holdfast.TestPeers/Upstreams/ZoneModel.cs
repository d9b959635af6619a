using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.TestPeers.Upstreams;

/// <summary>What a zone truly says: names with records, wildcards included, below one SOA. Immutable.</summary>
public sealed class ZoneModel
{
    private const int MaxAliases = 8;
    private readonly ImmutableDictionary<DomainName, ImmutableArray<ResourceRecord>> _records;

    private ZoneModel(ResourceRecord soa, ImmutableDictionary<DomainName, ImmutableArray<ResourceRecord>> records) =>
        (Soa, _records) = (soa, records);

    /// <summary>The zone's SOA: it stands in every denial, with the negative TTL (RFC 2308).</summary>
    public ResourceRecord Soa { get; }

    /// <summary>An empty zone.</summary>
    /// <param name="origin">Its name.</param>
    /// <param name="negativeTtl">Seconds that a denial may be kept.</param>
    public static ZoneModel Of(string origin, uint negativeTtl = 5)
    {
        var name = DomainName.Parse(origin);
        var soa = new SoaData(Below("ns", name), Below("hostmaster", name), 1, 3600, 600, 86400, negativeTtl);
        return new ZoneModel(new ResourceRecord(name, RecordClass.Internet, negativeTtl, soa), ImmutableDictionary<DomainName, ImmutableArray<ResourceRecord>>.Empty);
    }

    /// <summary>The zone with addresses for a name besides what it has.</summary>
    public ZoneModel WithAddresses(string name, uint ttl, params string[] addresses) =>
        With([.. addresses.Select(IPAddress.Parse).Select(address => Address(DomainName.Parse(name), ttl, address))]);

    /// <summary>The zone with an alias.</summary>
    public ZoneModel WithAlias(string name, uint ttl, string target) =>
        With(new ResourceRecord(DomainName.Parse(name), RecordClass.Internet, ttl, new CnameData(DomainName.Parse(target))));

    /// <summary>The zone with more records.</summary>
    public ZoneModel With(params ResourceRecord[] records)
    {
        var all = _records.ToBuilder();
        foreach (var record in records)
        {
            all[record.Name] = all.GetValueOrDefault(record.Name, []).Add(record);
        }

        return new ZoneModel(Soa, all.ToImmutable());
    }

    /// <summary>The zone without a name.</summary>
    public ZoneModel Without(string name) => new(Soa, _records.Remove(DomainName.Parse(name)));

    /// <summary>Answers as an authority would.</summary>
    public (ResponseCode Code, ImmutableArray<ResourceRecord> Answers) Answer(Question question)
    {
        var answers = ImmutableArray.CreateBuilder<ResourceRecord>();
        var name = question.Name;
        for (var alias = 0; alias <= MaxAliases; alias++)
        {
            if (Find(name) is not { } records)
            {
                // The code speaks of the last name of the chain (RFC 6604).
                return (ResponseCode.NameError, answers.DrainToImmutable());
            }

            var found = records.Where(record => record.Type == question.Type || question.Type == RecordType.ANY).ToArray();
            if (found.Length > 0 || records.FirstOrDefault(record => record.Data is CnameData) is not { } cname)
            {
                answers.AddRange(found);
                break;
            }

            answers.Add(cname);
            name = ((CnameData)cname.Data).Target;
        }

        return (ResponseCode.NoError, answers.DrainToImmutable());
    }

    /// <summary>An address record of the fitting type.</summary>
    public static ResourceRecord Address(DomainName name, uint ttl, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new ResourceRecord(name, RecordClass.Internet, ttl, address.AddressFamily == AddressFamily.InterNetwork ? new AData(address) : new AaaaData(address));
    }

    private IEnumerable<ResourceRecord>? Find(DomainName name)
    {
        if (_records.TryGetValue(name, out var exact))
        {
            return exact;
        }

        for (var ancestor = name; !ancestor.IsRoot && name.IsAtOrBelow(Soa.Name);)
        {
            ancestor = ancestor.Parent;
            if (_records.TryGetValue(Below("*", ancestor), out var wild))
            {
                return wild.Select(record => record with { Name = name });
            }
        }

        return name == Soa.Name ? [Soa] : null;
    }

    private static DomainName Below(string label, DomainName name) => DomainName.Parse(label).Append(name)!;
}
