using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>
/// Names from hosts files (hosts(5)): their addresses, and the names of those addresses. Other types of a listed name
/// are empty, so that a name is wholly local or wholly not. Immutable.
/// </summary>
internal sealed class HostsZone : IZoneSource
{
    private const uint Ttl = 60; // short: the file may change

    private static readonly ZoneAnswer _noData = new(ResponseCode.NoError, [], Ttl);

    private readonly NameTable<Host> _hosts = new();

    /// <summary>Takes the lines of one or more hosts files; what is not a line of hosts(5) is passed over.</summary>
    public HostsZone(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Add(line);
        }
    }

    /// <summary>How many names it knows, those of addresses included.</summary>
    public int Count => _hosts.Count;

    /// <summary>How many lines were neither empty nor readable.</summary>
    public int BadLines { get; private set; }

    /// <inheritdoc/>
    public ZoneAnswer? Find(ReadOnlySpan<byte> name, int topLabel, RecordType type)
    {
        if (!_hosts.TryGet(name, topLabel, out var host))
        {
            return null;
        }

        return type switch
        {
            RecordType.A => host.IPv4,
            RecordType.AAAA => host.IPv6,
            RecordType.PTR => host.Pointer,
            _ => null,
        } ?? _noData;
    }

    private void Add(string line)
    {
        var fields = line.AsSpan(0, line.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash ? hash : line.Length).Trim();
        if (fields.IsEmpty)
        {
            return;
        }

        IPAddress? address = null;
        DomainName? first = null;
        foreach (var range in fields.SplitAny(' ', '\t'))
        {
            var field = fields[range];
            if (field.IsEmpty)
            {
                continue;
            }

            if (address is null)
            {
                // A scope (fe80::1%lo0) has no place in DNS.
                if (field.Contains('%') || !IPAddress.TryParse(field, out address))
                {
                    BadLines++;
                    return;
                }
            }
            else if (DomainName.TryParse(field, out var name, out _) && !name.IsRoot)
            {
                HostOf(name).Add(address);
                first ??= name;
            }
            else
            {
                BadLines++;
            }
        }

        if (first is not null)
        {
            HostOf(ReverseName.Of(address!)).AddPointer(first);
        }
    }

    private Host HostOf(DomainName name)
    {
        if (!_hosts.TryGet(name, out var host))
        {
            _hosts.Set(name, host = new Host());
        }

        return host;
    }

    private sealed class Host
    {
        public ZoneAnswer? IPv4 { get; private set; }

        public ZoneAnswer? IPv6 { get; private set; }

        public ZoneAnswer? Pointer { get; private set; }

        public void Add(IPAddress address)
        {
            if (address.AddressFamily == AddressFamily.InterNetwork)
            {
                IPv4 = With(IPv4, new AData(address));
            }
            else
            {
                IPv6 = With(IPv6, new AaaaData(address));
            }
        }

        public void AddPointer(DomainName name) => Pointer = With(Pointer, new PtrData(name));

        private static ZoneAnswer With(ZoneAnswer? answer, RecordData data) =>
            answer is null ? new ZoneAnswer(ResponseCode.NoError, ImmutableArray.Create(data), Ttl)
            : answer.Answers.Contains(data) ? answer
            : answer with { Answers = answer.Answers.Add(data) };
    }
}
