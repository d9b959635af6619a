using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>All zones of our own at one moment. Immutable: swapped whole.</summary>
internal sealed class ZoneSet
{
    private readonly NameTable<Zone> _zones = new();

    /// <summary>Takes the zones; of two with one name the later counts.</summary>
    public ZoneSet(IEnumerable<Zone> zones)
    {
        foreach (var zone in zones)
        {
            _zones.Set(zone.Apex, zone);
        }
    }

    /// <summary>No zones.</summary>
    public static ZoneSet Empty { get; } = new([]);

    /// <summary>The zones.</summary>
    public IEnumerable<Zone> Zones => _zones.Values;

    /// <summary>Finds the zone that answers for a name and type. Hot path.</summary>
    /// <param name="name">The name, uncompressed, in any case.</param>
    /// <param name="topLabel">Where its last label begins.</param>
    /// <param name="type">The type: DS of a zone's name belongs to the zone above it, if that is ours.</param>
    /// <param name="zone">The zone, or null when the name is somebody else's.</param>
    public bool TryFind(ReadOnlySpan<byte> name, int topLabel, RecordType type, [NotNullWhen(true)] out Zone? zone)
    {
        if (!_zones.TryGetNearest(name, topLabel, out zone, out var depth))
        {
            return false;
        }

        if (type == RecordType.DS && depth == 0 && name.Length > 1
            && _zones.TryGetNearest(name[(name[0] + 1)..], Math.Max(0, topLabel - name[0] - 1), out var above, out _))
        {
            zone = above;
        }

        return true;
    }

    /// <summary>Finds the zone of a name, at its apex or nearest above it.</summary>
    public Zone? Find(DomainName name) =>
        _zones.TryGetNearest(name.Octets, TopLabelOf(name.Octets), out var zone, out _) ? zone : null;

    /// <summary>Where a name's last label begins; the root's own octet for the root.</summary>
    public static int TopLabelOf(ReadOnlySpan<byte> name)
    {
        var top = 0;
        for (var at = 0; name[at] != 0; at += name[at] + 1)
        {
            top = at;
        }

        return top;
    }
}
