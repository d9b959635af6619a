using System.Collections.Immutable;
using Holdfast.Resolver.Cache;
using Holdfast.Resolver.LastKnownGood;
using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Clients;

/// <summary>An operator of resolvers, as an application names it.</summary>
/// <param name="Name">What people call it; unique among providers.</param>
/// <param name="Servers">
/// Its servers in the order of preference, each with its address: <c>udp://9.9.9.9</c>, <c>tls://dns.quad9.net@9.9.9.9</c>.
/// </param>
public sealed record ClientProvider(string Name, ImmutableArray<string> Servers);

/// <summary>What an application's own resolver is made of.</summary>
public sealed record HoldfastClientOptions
{
    /// <summary>Who is asked; at least one. Three independent operators keep names resolving when one or two fail.</summary>
    public required ImmutableArray<ClientProvider> Providers { get; init; }

    /// <summary>What is cached, and for how long.</summary>
    public CachePolicy Cache { get; init; } = new();

    /// <summary>Limits of resolving.</summary>
    public ResolverOptions Resolver { get; init; } = ResolverOptions.Default;

    /// <summary>The guarded names; none by default.</summary>
    public ImmutableArray<GuardRule> Guarded { get; init; } = [];

    /// <summary>
    /// Where cached and last known good answers are kept across restarts; each process needs a directory of its own.
    /// Null, the default, keeps them in memory.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>The longest one look-up may take; 100 ms to 1 min, default 5 s.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the values, each as the option, its value and the range allowed; empty when nothing is.</summary>
    public IEnumerable<string> Faults() => new OptionFaults()
        .Within(nameof(Cache), Cache.Faults())
        .Within(nameof(Resolver), Resolver.Faults())
        .Check(nameof(LookupTimeout), LookupTimeout, 0.1, 60)
        .Lines;
}
