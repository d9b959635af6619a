using Holdfast.Wire.Names;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>
/// A zone as it is served: every name's answers finished in octets, found by one hash. Names below cuts and below DNAMEs
/// are not in it, so that whoever climbs from a name to the first one that is there meets the cut or the DNAME. Immutable.
/// </summary>
internal sealed class CompiledZone
{
    private readonly NameIndex _index;
    private readonly OctetArena _nodes;
    private readonly byte[] _denial;

    /// <summary>Takes what the compiler made.</summary>
    /// <param name="apex">The zone's name.</param>
    /// <param name="serial">The SOA record's serial.</param>
    /// <param name="records">How many records were read.</param>
    /// <param name="index">Addresses of nodes by their names' hashes.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="denial">The block of the SOA record as denials carry it (RFC 2308 §3).</param>
    public CompiledZone(DomainName apex, uint serial, int records, NameIndex index, OctetArena nodes, byte[] denial) =>
        (Apex, Serial, Records, _index, _nodes, _denial) = (apex, serial, records, index, nodes, denial);

    /// <summary>The zone's name.</summary>
    public DomainName Apex { get; }

    /// <summary>The SOA record's serial.</summary>
    public uint Serial { get; }

    /// <summary>How many records were read.</summary>
    public int Records { get; }

    /// <summary>How many names it has, empty non-terminals included.</summary>
    public int Names => _index.Count;

    /// <summary>How many octets of memory it takes.</summary>
    public long Octets => _index.Octets + _nodes.Octets;

    /// <summary>The SOA record as denials carry it.</summary>
    public RecordBlock Denial => new(_denial);

    /// <summary>Finds a name, in any case. Hot path.</summary>
    public ZoneNode Find(scoped ReadOnlySpan<byte> name)
    {
        var hash = NameIndex.HashOf(name);
        var probe = hash;
        while (_index.Next(hash, ref probe) is not 0 and var address)
        {
            var node = new ZoneNode(_nodes.From(address));
            if (NameOctets.EqualIgnoringCase(name, node.Name))
            {
                return node;
            }
        }

        return default;
    }
}
