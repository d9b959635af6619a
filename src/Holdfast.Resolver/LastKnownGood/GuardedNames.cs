using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire.Names;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>Which rule guards a name: the exact one, else the nearest wildcard above it.</summary>
internal sealed class GuardedNames
{
    private readonly Dictionary<DomainName, GuardRule>.AlternateLookup<ReadOnlySpan<byte>> _exact;
    private readonly Dictionary<DomainName, GuardRule>.AlternateLookup<ReadOnlySpan<byte>> _below;

    /// <summary>Takes the rules; of two for the same name the later one counts.</summary>
    /// <exception cref="ArgumentException">A rule has faults, which whoever read the configuration should have shown.</exception>
    public GuardedNames(ImmutableArray<GuardRule> rules)
    {
        var exact = new Dictionary<DomainName, GuardRule>(NameComparer.Instance);
        var below = new Dictionary<DomainName, GuardRule>(NameComparer.Instance);
        foreach (var rule in rules)
        {
            if (rule.Faults() is [var fault, ..])
            {
                throw new ArgumentException($"{rule.Name} {fault.Key} is {fault.Value}; allowed is {fault.Allowed}.", nameof(rules));
            }

            if (rule.Name.IsWildcard)
            {
                below[rule.Name.Parent] = rule;
            }
            else
            {
                exact[rule.Name] = rule;
            }
        }

        Rules = rules;
        _exact = exact.GetAlternateLookup<ReadOnlySpan<byte>>();
        _below = below.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The rules, as given.</summary>
    public ImmutableArray<GuardRule> Rules { get; }

    /// <summary>Finds the rule for a name and type. Allocates nothing.</summary>
    public bool TryFind(DomainName name, RecordType type, [NotNullWhen(true)] out GuardRule? rule)
    {
        var octets = name.Octets;
        if (!_exact.TryGetValue(octets, out rule) && _below.Dictionary.Count > 0)
        {
            while (rule is null && octets.Length > 1)
            {
                octets = octets[(octets[0] + 1)..];
                _below.TryGetValue(octets, out rule);
            }
        }

        if (rule is not null && !rule.Types.Contains(type))
        {
            rule = null;
        }

        return rule is not null;
    }

    /// <summary>Whether a name is guarded because it was listed itself, not through a wildcard.</summary>
    public bool IsListed(DomainName name) => _exact.Dictionary.ContainsKey(name);

    // Looks names up by a slice of another name's octets, so that walking up needs no new names.
    private sealed class NameComparer : IEqualityComparer<DomainName>, IAlternateEqualityComparer<ReadOnlySpan<byte>, DomainName>
    {
        public static NameComparer Instance { get; } = new();

        public bool Equals(DomainName? x, DomainName? y) => x == y;

        public int GetHashCode(DomainName obj) => obj.GetHashCode();

        public bool Equals(ReadOnlySpan<byte> alternate, DomainName other) => NameOctets.EqualIgnoringCase(alternate, other.Octets);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => NameOctets.HashIgnoringCase(alternate);

        public DomainName Create(ReadOnlySpan<byte> alternate) =>
            DomainName.TryFromOctets(alternate, out var name) ? name : throw new ArgumentException("Not a name.", nameof(alternate));
    }
}
