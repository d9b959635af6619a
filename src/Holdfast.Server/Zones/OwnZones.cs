using Holdfast.Server.Zones.Compiled;
using Holdfast.Server.Zones.Planned;
using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones;

/// <summary>
/// The zones this server answers for with authority: those of files, and names whose addresses somebody plans. A planned
/// name stands in the zone it belongs to, or else is a zone of its own. What is published is served by the next answer.
/// </summary>
/// <param name="chance">A random number for each new plan: by which of its addresses to begin.</param>
public sealed class OwnZones(Func<uint> chance)
{
    /// <summary>The most names that can be planned.</summary>
    public const int MaxPlannedNames = 1000;

    private const uint OwnZoneTtl = 60; // short: the next plan may bring a zone that the name belongs to

    private static readonly PlannedName _emptyNonTerminal = new();
    private static readonly DomainName _mailbox = DomainName.Parse("nobody.invalid");

    private readonly Lock _lock = new();
    private readonly Dictionary<DomainName, CompiledZone?> _files = [];
    private readonly SortedDictionary<DomainName, PlannedName> _plans = []; // in canonical order: above before below
    private readonly Dictionary<DomainName, CompiledZone> _zonesOfPlans = [];
    private ZoneSet _current = ZoneSet.Empty;

    /// <summary>The zones as they are now.</summary>
    internal ZoneSet Current => Volatile.Read(ref _current);

    /// <summary>Puts a plan in force, in place of an earlier one for the name. May be called from any thread.</summary>
    /// <returns>Why it is not in force; null when it is.</returns>
    public string? Publish(PlannedAddresses plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Fault() is { } fault)
        {
            return fault;
        }

        var addresses = new AddressChoice(plan, chance());
        lock (_lock)
        {
            if (_plans.TryGetValue(plan.Name, out var known))
            {
                known.Addresses = addresses;
                return null;
            }

            if (_plans.Count == MaxPlannedNames)
            {
                return $"{plan.Name} is one name too many: {MaxPlannedNames} can be planned";
            }

            _plans.Add(plan.Name, new PlannedName { Addresses = addresses });
            SwapLocked();
            return null;
        }
    }

    /// <summary>Takes a name's plan out of force.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Withdraw(DomainName name)
    {
        lock (_lock)
        {
            var was = _plans.Remove(name);
            _zonesOfPlans.Remove(name);
            SwapLocked();
            return was;
        }
    }

    /// <summary>Takes what a zone's file says, in place of what it said before.</summary>
    /// <param name="name">The zone's name.</param>
    /// <param name="content">What the file says; null when it has never been sound.</param>
    internal void Set(DomainName name, CompiledZone? content)
    {
        lock (_lock)
        {
            _files[name] = content;
            SwapLocked();
        }
    }

    /// <summary>Whether a zone has a sound file, or had one.</summary>
    internal bool HasSound(DomainName name)
    {
        lock (_lock)
        {
            return _files.GetValueOrDefault(name) is not null;
        }
    }

    /// <summary>Forgets a zone.</summary>
    internal void Remove(DomainName name)
    {
        lock (_lock)
        {
            _files.Remove(name);
            SwapLocked();
        }
    }

    private void SwapLocked()
    {
        var zones = _files.ToDictionary(file => file.Key, file => new Zone(file.Key, file.Value, null));
        foreach (var (name, plan) in _plans)
        {
            var apex = ApexOf(name, zones);
            if (apex is null)
            {
                apex = name;
                if (!_zonesOfPlans.TryGetValue(name, out var content))
                {
                    _zonesOfPlans.Add(name, content = ZoneOf(name));
                }

                zones.Add(name, new Zone(name, content, null));
            }

            var zone = zones[apex];
            var planned = zone.Planned ?? new NameTable<PlannedName>();
            planned.Set(name, plan);
            for (var above = name; above != apex && (above = above.Parent) != apex;)
            {
                if (!planned.TryGet(above, out _))
                {
                    planned.Set(above, _emptyNonTerminal);
                }
            }

            zones[apex] = zone with { Planned = planned };
        }

        Volatile.Write(ref _current, new ZoneSet(zones.Values));
    }

    private static DomainName? ApexOf(DomainName name, Dictionary<DomainName, Zone> zones)
    {
        for (var at = name; ; at = at.Parent)
        {
            if (zones.ContainsKey(at))
            {
                return at;
            }

            if (at.IsRoot)
            {
                return null;
            }
        }
    }

    // The least a zone can have, in the manner of RFC 6303 §3.
    private static CompiledZone ZoneOf(DomainName name) => ZoneLoad.Compile(
        name,
        new ResourceRecord(name, RecordClass.Internet, OwnZoneTtl, new SoaData(name, _mailbox, 1, 3600, 1200, 604_800, OwnZoneTtl)),
        new ResourceRecord(name, RecordClass.Internet, OwnZoneTtl, new NsData(name)));
}
