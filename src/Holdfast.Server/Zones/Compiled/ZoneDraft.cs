using System.Runtime.InteropServices;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>
/// A zone while its records come in, in whatever order. Each record is checked when it comes, so that whoever reads a file
/// knows the place of what cannot stand.
/// </summary>
internal sealed class ZoneDraft
{
    /// <summary>The most records one name may have: more of one type than fit a message, and room for others.</summary>
    public const int MaxRecordsOfName = 10_000;

    private const RecordType FirstMetaType = (RecordType)128; // RFC 6895 §3.1
    private const RecordType LastMetaType = (RecordType)255;

    private readonly OctetArena _octets = new();
    private readonly NameIndex _index = new(expected: 1024);
    private readonly byte[] _buffer = new byte[RecordData.MaxOctets];
    private readonly List<DraftName> _names = [];
    private readonly List<DraftRecord> _records = [];
    private DomainName? _lastOwner;
    private int _lastName;

    /// <summary>Begins a zone without records.</summary>
    public ZoneDraft(DomainName apex)
    {
        Apex = apex;
        NameOf(apex);
    }

    /// <summary>The zone's name; it is the first of <see cref="Names"/>.</summary>
    public DomainName Apex { get; }

    /// <summary>The names, apex first, then as they came.</summary>
    public Span<DraftName> Names => CollectionsMarshal.AsSpan(_names);

    /// <summary>The records, as they came.</summary>
    public ReadOnlySpan<DraftRecord> Records => CollectionsMarshal.AsSpan(_records);

    /// <summary>Takes a record; one that is there already is passed over (RFC 2181 §5).</summary>
    /// <returns>Why it cannot stand in this zone; null when it can.</returns>
    public string? Add(ResourceRecord record)
    {
        if (Refuse(record) is { } problem)
        {
            return problem;
        }

        var index = NameOf(record.Name);
        ref var name = ref Names[index];
        var writer = new WireWriter(_buffer, compress: false);
        record.Data.Write(ref writer);
        if (Contradiction(name, record, writer.Written, out var isKnown) is { } contradiction)
        {
            return contradiction;
        }

        if (isKnown)
        {
            return null;
        }

        if (!_octets.TryAdd(writer.Written, out var data))
        {
            return "The zone is too large: its names and data exceed 4 GiB.";
        }

        if (name.Count == 0)
        {
            name.First = _records.Count;
        }
        else
        {
            CollectionsMarshal.AsSpan(_records)[name.Last].Next = _records.Count;
        }

        name.Last = _records.Count;
        name.Count++;
        name.Traits |= record.Type switch
        {
            RecordType.NS when index != 0 => NodeTraits.Cut,
            RecordType.DNAME => NodeTraits.Dname,
            RecordType.CNAME => NodeTraits.Cname,
            _ => NodeTraits.None,
        };
        _records.Add(new DraftRecord { Next = -1, Type = record.Type, Ttl = record.Ttl, DataAt = data, DataOctets = (ushort)writer.Length });
        return null;
    }

    /// <summary>The octets of a name.</summary>
    public ReadOnlySpan<byte> OctetsOf(in DraftName name) => _octets.From(name.At)[..name.Octets];

    /// <summary>The octets of a record's data, uncompressed.</summary>
    public ReadOnlySpan<byte> DataOf(in DraftRecord record) => _octets.From(record.DataAt)[..record.DataOctets];

    /// <summary>Finds a name.</summary>
    /// <returns>-1 when it has no records.</returns>
    public int Find(ReadOnlySpan<byte> name) => Find(name, NameIndex.HashOf(name));

    /// <summary>Finds a name, or takes it in without records.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> name)
    {
        var hash = NameIndex.HashOf(name);
        var found = Find(name, hash);
        if (found >= 0)
        {
            return found;
        }

        if (!_octets.TryAdd(name, out var at))
        {
            throw new InvalidOperationException("A zone's names exceed 4 GiB.");
        }

        _names.Add(new DraftName { At = at, Octets = (byte)name.Length, Hash = hash });
        _index.Add(hash, (uint)_names.Count);
        return _names.Count - 1;
    }

    private int Find(ReadOnlySpan<byte> name, uint hash)
    {
        var probe = hash;
        while (_index.Next(hash, ref probe) is not 0 and var number)
        {
            if (NameOctets.EqualIgnoringCase(OctetsOf(_names[(int)number - 1]), name))
            {
                return (int)number - 1;
            }
        }

        return -1;
    }

    private int NameOf(DomainName owner)
    {
        if (!ReferenceEquals(owner, _lastOwner))
        {
            _lastName = FindOrAdd(owner.Octets);
            _lastOwner = owner;
        }

        return _lastName;
    }

    private string? Refuse(ResourceRecord record) => record switch
    {
        { Class: not RecordClass.Internet } => $"A zone served here is of class IN, not {record.Class.ToText()}.",
        { Type: RecordType.None or RecordType.OPT or (>= FirstMetaType and <= LastMetaType) } => $"{record.Type.ToText()} is not a type that zones hold.",
        _ when !record.Name.IsAtOrBelow(Apex) => $"{record.Name} is outside the zone {Apex}",
        { Type: RecordType.SOA } when record.Name != Apex => $"SOA belongs to the zone's name, {Apex}",
        { Type: RecordType.DS } when record.Name == Apex => $"DS of {Apex} belongs to the zone above it (RFC 4035 §2.4).",
        { Type: RecordType.NS, Name.IsWildcard: true } => "A wildcard cannot have NS: what it would mean is not defined (RFC 4592 §4.2).",
        _ => null,
    };

    // One name has one SOA, one CNAME, one DNAME, and beside a CNAME nothing but its signatures (RFC 1034 §3.6.2, RFC 4034 §3).
    private string? Contradiction(in DraftName name, ResourceRecord record, ReadOnlySpan<byte> data, out bool isKnown)
    {
        isKnown = false;
        if (name.Count == MaxRecordsOfName)
        {
            return $"{record.Name} has more than {MaxRecordsOfName} records.";
        }

        for (var (at, left) = (name.First, name.Count); left > 0; left--)
        {
            ref readonly var other = ref Records[at];
            if (other.Type == record.Type)
            {
                if (DataOf(other).SequenceEqual(data))
                {
                    isKnown = true;
                    return null;
                }

                if (record.Type is RecordType.SOA or RecordType.CNAME or RecordType.DNAME)
                {
                    return $"{record.Name} has two {record.Type.ToText()} records.";
                }
            }
            else if ((other.Type == RecordType.CNAME && !StandsBesideCname(record.Type))
                || (record.Type == RecordType.CNAME && !StandsBesideCname(other.Type)))
            {
                return $"{record.Name} has a CNAME record and others (RFC 1034 §3.6.2).";
            }

            at = other.Next;
        }

        return null;
    }

    private static bool StandsBesideCname(RecordType type) => type is RecordType.RRSIG or RecordType.NSEC or RecordType.KEY;
}
