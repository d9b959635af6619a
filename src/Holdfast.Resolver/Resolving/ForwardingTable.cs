using System.Collections.Immutable;
using Holdfast.Resolver.Providers;
using Holdfast.Wire.Names;

namespace Holdfast.Resolver.Resolving;

/// <summary>Names at or below a suffix go to certain providers only.</summary>
/// <param name="Suffix">The suffix; the root means every name.</param>
/// <param name="Providers">Where they go; at least one.</param>
public sealed record ForwardingRule(DomainName Suffix, ImmutableArray<Provider> Providers);

/// <summary>Which providers a name is put to: those of the longest matching suffix. Immutable.</summary>
public sealed class ForwardingTable
{
    private readonly ImmutableArray<Provider> _default;
    private readonly Dictionary<DomainName, ImmutableArray<Provider>> _bySuffix;

    /// <summary>Takes the default providers and the rules.</summary>
    /// <param name="default">For names that no rule matches; at least one.</param>
    /// <param name="rules">The rules; of two for one suffix the later counts.</param>
    public ForwardingTable(ImmutableArray<Provider> @default, IEnumerable<ForwardingRule>? rules = null)
    {
        _default = @default;
        _bySuffix = [];
        foreach (var rule in rules ?? [])
        {
            _bySuffix[rule.Suffix] = rule.Providers;
        }

        All = [.. _bySuffix.Values.Append(@default).SelectMany(providers => providers).Distinct()];
    }

    /// <summary>Every provider, once.</summary>
    public ImmutableArray<Provider> All { get; }

    /// <summary>The providers for a name.</summary>
    public ImmutableArray<Provider> For(DomainName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_bySuffix.Count == 0)
        {
            return _default;
        }

        for (var suffix = name; ; suffix = suffix.Parent)
        {
            if (_bySuffix.TryGetValue(suffix, out var providers))
            {
                return providers;
            }

            if (suffix.IsRoot)
            {
                return _default;
            }
        }
    }
}
