using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>
/// Names that must not be asked of the Internet: the reverse zones of private addresses (RFC 6303, RFC 7793) and
/// special-use names (RFC 6761, 6762, 7686, 8375, 9462, 9665). Each has an empty zone of its own here, but localhost,
/// which has addresses.
/// </summary>
/// <remarks>The <c>alt</c> domain is not among them: RFC 9476 §3.1 wants it treated like any other name.</remarks>
internal sealed class SpecialNames : IZoneSource
{
    private const uint Ttl = 10_800; // RFC 6303 §3

    private readonly NameTable<Entry> _entries = new();

    /// <summary>Takes the special names but for some.</summary>
    /// <param name="passedOn">Names that are resolved like any other, and so are special names below them.</param>
    public SpecialNames(ImmutableArray<DomainName> passedOn)
    {
        foreach (var (text, rule) in All())
        {
            var name = DomainName.Parse(text);
            if (!passedOn.Any(name.IsAtOrBelow))
            {
                _entries.Set(name, new Entry(name, rule));
            }
        }

        // A name passed on below a special one is carved out of it.
        foreach (var name in passedOn)
        {
            _entries.Set(name, Entry.PassedOn);
        }
    }

    /// <inheritdoc/>
    public ZoneAnswer? Find(ReadOnlySpan<byte> name, int topLabel, RecordType type)
    {
        if (!_entries.TryGetNearest(name, topLabel, out var entry, out var depth) || entry.Denial is null)
        {
            return null;
        }

        if (entry.IsLocalhost)
        {
            return type switch
            {
                RecordType.A => entry.IPv4,
                RecordType.AAAA => entry.IPv6,
                _ => entry.NoData,
            };
        }

        // DS belongs to the parent, which can prove that the zone is insecure (RFC 8375 §4, RFC 4035 §3.1.4.1).
        return depth != 0 ? entry.Denial : type switch
        {
            RecordType.DS => null,
            RecordType.SOA => entry.Soa,
            RecordType.NS => entry.Ns,
            _ => entry.NoData,
        };
    }

    private static IEnumerable<(string Name, string Rule)> All()
    {
        yield return ("localhost", "RFC 6761");
        yield return ("invalid", "RFC 6761");
        yield return ("test", "RFC 6761");
        yield return ("local", "RFC 6762");
        yield return ("onion", "RFC 7686");
        yield return ("home.arpa", "RFC 8375");
        yield return ("resolver.arpa", "RFC 9462");
        yield return ("service.arpa", "RFC 9665");

        string[] reverse =
        [
            "0.in-addr.arpa", "10.in-addr.arpa", "127.in-addr.arpa", "254.169.in-addr.arpa", "168.192.in-addr.arpa",
            "2.0.192.in-addr.arpa", "100.51.198.in-addr.arpa", "113.0.203.in-addr.arpa", "255.255.255.255.in-addr.arpa",
            string.Concat(Enumerable.Repeat("0.", 32)) + "ip6.arpa", "1." + string.Concat(Enumerable.Repeat("0.", 31)) + "ip6.arpa",
            "d.f.ip6.arpa", "8.e.f.ip6.arpa", "9.e.f.ip6.arpa", "a.e.f.ip6.arpa", "b.e.f.ip6.arpa", "8.b.d.0.1.0.0.2.ip6.arpa",
        ];
        foreach (var zone in reverse)
        {
            yield return (zone, "RFC 6303");
        }

        for (var i = 16; i < 32; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{i}.172.in-addr.arpa"), "RFC 6303");
        }

        for (var i = 64; i < 128; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{i}.100.in-addr.arpa"), "RFC 7793");
        }
    }

    private sealed class Entry
    {
        public static readonly Entry PassedOn = new();

        private static readonly DomainName _mailbox = DomainName.Parse("nobody.invalid");

        private Entry()
        {
        }

        public Entry(DomainName name, string rule)
        {
            // The SOA and NS of RFC 6303 §3.
            var soa = new ResourceRecord(
                name, RecordClass.Internet, Ttl, new SoaData(name, _mailbox, 1, 3600, 1200, 604_800, Ttl));
            var note = new ExtendedError(ExtendedErrorCode.Synthesized, $"answered here by {rule}");
            IsLocalhost = name == DomainName.Parse("localhost");
            Denial = new ZoneAnswer(ResponseCode.NameError, [], Ttl, soa, note);
            NoData = Denial with { Code = ResponseCode.NoError };
            Soa = new ZoneAnswer(ResponseCode.NoError, [soa.Data], Ttl);
            Ns = new ZoneAnswer(ResponseCode.NoError, [new NsData(name)], Ttl);
            IPv4 = new ZoneAnswer(ResponseCode.NoError, [new AData(IPAddress.Loopback)], Ttl);
            IPv6 = new ZoneAnswer(ResponseCode.NoError, [new AaaaData(IPAddress.IPv6Loopback)], Ttl);
        }

        public bool IsLocalhost { get; }

        public ZoneAnswer? Denial { get; }

        public ZoneAnswer? NoData { get; }

        public ZoneAnswer? Soa { get; }

        public ZoneAnswer? Ns { get; }

        public ZoneAnswer? IPv4 { get; }

        public ZoneAnswer? IPv6 { get; }
    }
}
