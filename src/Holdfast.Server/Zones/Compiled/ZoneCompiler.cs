using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>
/// Turns a draft into a zone as it is served. (1) Every name gets the name above it, down to empty non-terminals. (2) What
/// stands below cuts and DNAMEs is hidden; it serves as glue only. (3) Each visible name becomes a node, each of its types
/// a block with the additional records that go with it.
/// </summary>
internal sealed class ZoneCompiler
{
    // Additional data are a courtesy. They end where a UDP response usually does.
    private const int MostAdditionalOctets = 1100;

    private readonly ZoneDraft _draft;
    private readonly OctetArena _nodes = new();
    private readonly BlockWriter _writer = new();
    private readonly List<DraftRecord> _set = [];
    private byte[] _node = new byte[4096];

    private ZoneCompiler(ZoneDraft draft) => _draft = draft;

    /// <summary>Compiles a zone; the draft is used up.</summary>
    /// <param name="draft">The records.</param>
    /// <param name="zone">The zone, or null when there is a problem.</param>
    /// <returns>Why it cannot be served, in a sentence; null when it can.</returns>
    public static string? TryCompile(ZoneDraft draft, out CompiledZone? zone)
    {
        var compiler = new ZoneCompiler(draft);
        zone = null;
        return compiler.Missing() ?? compiler.Compile(out zone);
    }

    private string? Missing() =>
        !Has(0, RecordType.SOA) ? $"The zone {_draft.Apex} has no SOA record."
        : !Has(0, RecordType.NS) ? $"The zone {_draft.Apex} has no NS record of its own."
        : null;

    private string? Compile(out CompiledZone? zone)
    {
        zone = null;
        LinkParents();
        var index = new NameIndex(_draft.Names.Length);
        for (var i = 0; i < _draft.Names.Length; i++)
        {
            if (IsHidden(i))
            {
                continue;
            }

            if (WriteNode(i, out var octets) is { } problem)
            {
                return problem;
            }

            if (!_nodes.TryAdd(_node.AsSpan(0, octets), out var address))
            {
                return $"The zone {_draft.Apex} is too large: its answers exceed 4 GiB.";
            }

            index.Add(_draft.Names[i].Hash, address);
        }

        _nodes.Trim();
        var denial = Denial(out var serial);
        zone = new CompiledZone(_draft.Apex, serial, _draft.Records.Length, index, _nodes, denial);
        return null;
    }

    private void LinkParents()
    {
        // Names that are added on the way get their turn behind the others.
        Span<byte> above = stackalloc byte[DomainName.MaxOctets];
        for (var i = 1; i < _draft.Names.Length; i++)
        {
            var name = _draft.OctetsOf(_draft.Names[i]);
            var rest = name[(name[0] + 1)..];
            rest.CopyTo(above);
            var isWildcard = name is [1, (byte)'*', ..];
            var parent = _draft.FindOrAdd(above[..rest.Length]);
            _draft.Names[i].Parent = parent;
            _draft.Names[parent].Traits |= isWildcard ? NodeTraits.HasWildcard : NodeTraits.None;
        }
    }

    private bool IsHidden(int index)
    {
        if (index == 0)
        {
            return false;
        }

        ref var name = ref _draft.Names[index];
        if (name.IsHidden is null)
        {
            var above = _draft.Names[name.Parent].Traits;
            name.IsHidden = (above & (NodeTraits.Cut | NodeTraits.Dname)) != 0 || IsHidden(name.Parent);
        }

        return name.IsHidden.Value;
    }

    private string? WriteNode(int index, out int octets)
    {
        var name = _draft.Names[index];
        Span<byte> lower = stackalloc byte[DomainName.MaxOctets];
        lower = lower[..name.Octets];
        NameOctets.ToLower(_draft.OctetsOf(name), lower);
        var isCut = (name.Traits & NodeTraits.Cut) != 0;
        if (isCut)
        {
            name.Traits &= ~NodeTraits.Dname;
        }

        octets = ZoneNode.HeadOctets + lower.Length;
        _writer.BeginName(lower);
        var blocks = 0;
        for (RecordType? type = NextType(name, null); type is not null; type = NextType(name, type))
        {
            // At a cut all but DS is somebody else's (RFC 4035 §3.1.4.1).
            if (isCut && type is not (RecordType.NS or RecordType.DS))
            {
                continue;
            }

            var block = WriteBlock(name, type.Value, isCut);
            if (block.IsEmpty)
            {
                return $"The {type.Value.ToText()} records of {NameText(lower)} do not fit a message.";
            }

            if (octets + block.Length > _node.Length)
            {
                Array.Resize(ref _node, Math.Max(_node.Length * 2, octets + block.Length));
            }

            block.CopyTo(_node.AsSpan(octets));
            octets += block.Length;
            blocks++;
        }

        ZoneNode.WriteHead(_node, name.Traits, lower, blocks);
        return null;
    }

    private static string NameText(ReadOnlySpan<byte> octets) => DomainName.TryFromOctets(octets, out var name) ? name.ToString() : "";

    private RecordType? NextType(in DraftName name, RecordType? after)
    {
        RecordType? least = null;
        for (var (at, left) = (name.First, name.Count); left > 0; left--)
        {
            var type = _draft.Records[at].Type;
            if ((after is null || type > after) && (least is null || type < least))
            {
                least = type;
            }

            at = _draft.Records[at].Next;
        }

        return least;
    }

    // Empty when the records themselves do not fit.
    private ReadOnlySpan<byte> WriteBlock(in DraftName name, RecordType type, bool isCut)
    {
        _writer.BeginBlock();
        Collect(name, type);
        foreach (ref readonly var record in CollectionsMarshal.AsSpan(_set))
        {
            _writer.AddOwned(type, record.Ttl, _draft.DataOf(record));
        }

        if (_writer.Overflowed)
        {
            return default;
        }

        var records = _set.Count;
        if (!HasTargets(type))
        {
            return _writer.End(type, records, 0, 0, _writer.Length);
        }

        // Glue that only this zone can give goes first, and is needed (RFC 9471); the rest is a courtesy.
        DraftRecord[] targets = [.. _set];
        var needed = 0;
        if (isCut && type == RecordType.NS)
        {
            needed = AddAddresses(targets, type, _draft.OctetsOf(name), within: true, most: BlockWriter.MaxOctets);
            if (_writer.Overflowed)
            {
                return default;
            }
        }

        var neededOctets = _writer.Length;
        var others = AddAddresses(targets, type, isCut ? _draft.OctetsOf(name) : default, within: false, MostAdditionalOctets);
        return _writer.End(type, records, needed, needed + others, neededOctets);
    }

    // The records of one type of a name, with the lowest of their TTLs (RFC 2181 §5.2).
    private void Collect(in DraftName name, RecordType type)
    {
        _set.Clear();
        var ttl = uint.MaxValue;
        for (var (at, left) = (name.First, name.Count); left > 0; left--)
        {
            var record = _draft.Records[at];
            if (record.Type == type)
            {
                ttl = Math.Min(ttl, record.Ttl);
                _set.Add(record);
            }

            at = record.Next;
        }

        foreach (ref var record in CollectionsMarshal.AsSpan(_set))
        {
            record.Ttl = ttl;
        }
    }

    private int AddAddresses(DraftRecord[] targets, RecordType type, ReadOnlySpan<byte> cut, bool within, int most)
    {
        var added = 0;
        var seen = new HashSet<int>();
        foreach (var target in targets)
        {
            var data = _draft.DataOf(target);
            var targetName = data[TargetOffset(type)..];
            if (type is RecordType.SVCB or RecordType.HTTPS)
            {
                targetName = targetName[..NamePlace.LengthOf(targetName)];
            }

            var index = _draft.Find(targetName);
            if (index < 0
                || (!cut.IsEmpty && IsWithin(targetName, cut) != within)
                || (type != RecordType.NS && (IsHidden(index) || (_draft.Names[index].Traits & NodeTraits.Cut) != 0))
                || !seen.Add(index))
            {
                continue;
            }

            foreach (var family in (ReadOnlySpan<RecordType>)[RecordType.A, RecordType.AAAA])
            {
                Collect(_draft.Names[index], family);
                var before = _writer.Length;
                foreach (ref readonly var record in CollectionsMarshal.AsSpan(_set))
                {
                    _writer.Add(targetName, family, record.Ttl, _draft.DataOf(record));
                }

                // Either all addresses of a family or none.
                if (!within && (_writer.Overflowed || _writer.Length > most))
                {
                    _writer.RewindTo(before);
                    return added;
                }

                added += _set.Count;
            }
        }

        return added;
    }

    private static bool IsWithin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> cut)
    {
        var at = 0;
        while (name.Length - at > cut.Length)
        {
            at += name[at] + 1;
        }

        return NameOctets.EqualIgnoringCase(name[at..], cut);
    }

    private static bool HasTargets(RecordType type) =>
        type is RecordType.NS or RecordType.MX or RecordType.SRV or RecordType.SVCB or RecordType.HTTPS;

    private static int TargetOffset(RecordType type) => type switch
    {
        RecordType.NS => 0,
        RecordType.SRV => 6,
        _ => 2,
    };

    private bool Has(int index, RecordType type)
    {
        Collect(_draft.Names[index], type);
        return _set.Count > 0;
    }

    // RFC 2308 §3 and §5: a denial lives as long as the SOA record and its last field allow, whichever is shorter.
    private byte[] Denial(out uint serial)
    {
        Collect(_draft.Names[0], RecordType.SOA);
        var data = _draft.DataOf(_set[0]);
        serial = BinaryPrimitives.ReadUInt32BigEndian(data[^20..]);
        _writer.BeginName(_draft.OctetsOf(_draft.Names[0]));
        _writer.BeginBlock();
        _writer.AddOwned(RecordType.SOA, Math.Min(_set[0].Ttl, BinaryPrimitives.ReadUInt32BigEndian(data[^4..])), data);
        return _writer.End(RecordType.SOA, 1, 0, 0, _writer.Length).ToArray();
    }
}
