using System.Globalization;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Conformance.Authority;

/// <summary>
/// Zones full of what makes authoritative answers hard, and questions at, above, below and beside their names: wildcards,
/// empty non-terminals, chains of aliases and redirections, cuts with glue and without. One seed, one zone.
/// </summary>
internal sealed class ZoneGenerator(int seed)
{
    private static readonly string[] _labels = ["a", "b", "c", "*", "d"];
    private static readonly string[] _types = ["A", "AAAA", "MX", "NS", "SOA", "CNAME", "DNAME", "TXT", "SRV", "DS", "PTR", "ANY"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string> _kinds = []; // by name, relative to the zone: what it is

    public ServedZone Zone()
    {
        var origin = string.Create(CultureInfo.InvariantCulture, $"z{seed}.test.");
        var records = new List<string>();
        for (var i = 0; i < 24; i++)
        {
            records.AddRange(Add(Name(depth: _random.Next(1, 5)), origin));
        }

        return ServedZone.Of(origin, [.. records]);
    }

    public IEnumerable<string> Questions(string origin, int count)
    {
        var names = _kinds.Keys.ToArray();
        for (var i = 0; i < count; i++)
        {
            var name = names[_random.Next(names.Length)];
            name = _random.Next(6) switch
            {
                0 => $"{Name(1)}.{name}",
                1 => $"x.{Name(1)}.{name}",
                2 => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..],
                3 => Name(_random.Next(1, 5)),
                4 when _random.Next(10) == 0 => "",
                _ => name,
            };
            yield return $"{(name.Length == 0 ? "" : name + ".")}{origin} {_types[_random.Next(_types.Length)]}";
        }
    }

    private string Name(int depth) => string.Join('.', Enumerable.Range(0, depth).Select(_ => _labels[_random.Next(_labels.Length)]));

    private string Target(string origin) => _random.Next(8) switch
    {
        0 => "www.elsewhere.example.",
        1 => string.Create(CultureInfo.InvariantCulture, $"{Name(2)}.z{_random.Next(1, 5)}.test."),
        _ => $"{(_kinds.Count > 0 && _random.Next(3) > 0 ? _kinds.Keys.ElementAt(_random.Next(_kinds.Count)) : Name(_random.Next(1, 4)))}.{origin}",
    };

    // What peers refuse to load stays out: other data beside an alias, anything below a redirection, wildcards that are cuts.
    private IEnumerable<string> Add(string name, string origin)
    {
        if (_kinds.ContainsKey(name) || _kinds.Any(other => other.Value == "DNAME" && name.EndsWith("." + other.Key, StringComparison.Ordinal)))
        {
            yield break;
        }

        var isFree = !_kinds.Keys.Any(other => other.EndsWith("." + name, StringComparison.Ordinal));
        switch (_random.Next(10))
        {
            case 0 or 1:
                _kinds[name] = "CNAME";
                yield return $"{name} CNAME {Target(origin)}";
                break;
            case 2 when isFree && !name.Contains('*', StringComparison.Ordinal):
                _kinds[name] = "DNAME";
                yield return $"{name} DNAME {Target(origin)}";
                if (_random.Next(2) == 0)
                {
                    yield return $"{name} TXT besides";
                }

                break;
            case 3 when !name.Contains('*', StringComparison.Ordinal):
                _kinds[name] = "NS";
                yield return $"{name} NS ns.{name}";
                yield return $"ns.{name} A 192.0.2.{_random.Next(256)}";
                if (_random.Next(2) == 0)
                {
                    yield return $"{name} NS {Target(origin)}";
                    yield return $"{name} DS 1 8 2 AA";
                    yield return $"ns.{name} AAAA 2001:db8::{_random.Next(256)}";
                }

                _kinds[$"ns.{name}"] = "A";
                break;
            case 4:
                _kinds[name] = "MX";
                yield return $"{name} MX 10 {Target(origin)}";
                yield return $"{name} MX 20 {Target(origin)}2";
                break;
            case 5:
                _kinds[name] = "SRV";
                yield return $"{name} SRV 0 0 {_random.Next(65536)} {Target(origin)}";
                break;
            default:
                _kinds[name] = "A";
                yield return $"{name} A 192.0.2.{_random.Next(256)}";
                yield return $"{name} TXT \"{name}\"";
                if (_random.Next(2) == 0)
                {
                    yield return $"{name} AAAA 2001:db8::{_random.Next(256)}";
                }

                break;
        }
    }
}
