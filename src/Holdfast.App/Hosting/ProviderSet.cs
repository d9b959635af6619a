using System.Collections.Immutable;
using Holdfast.App.Configuration;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;

namespace Holdfast.App.Hosting;

/// <summary>The providers in use, made from options. One whose options stay the same is kept across a reload, with all that is known of its health.</summary>
internal sealed class ProviderSet(ExchangeFactory exchanges, MonotonicClock clock) : IAsyncDisposable
{
    private readonly AddressMemory _addresses = new();
    private readonly List<IExchange> _bootstrap = [];
    private ImmutableArray<ExchangeAddress> _literals = [];

    private ImmutableDictionary<ProviderOptions, Provider> _byOptions =
        ImmutableDictionary.Create<ProviderOptions, Provider>(new SameProvider());

    private HealthPolicy? _policy;

    /// <summary>Makes the table that says which providers a name is put to.</summary>
    /// <returns>The table, or null with what is wrong.</returns>
    public ForwardingTable? TryMakeTable(DaemonOptions options, out string? problem)
    {
        problem = null;
        SetBootstrap(options);
        var made = _byOptions.Clear().ToBuilder();
        foreach (var each in options.AllProviders)
        {
            if (_policy == options.Resolver.Health && _byOptions.TryGetValue(each, out var kept))
            {
                made[each] = kept;
                continue;
            }

            var ways = new List<IExchange>();
            foreach (var endpoint in each.Endpoints)
            {
                if (!exchanges.TryCreate(endpoint, out var exchange, out var fault))
                {
                    problem = $"{each.Name}: {fault}";
                    return null;
                }

                ways.Add(exchange);
            }

            made[each] = new Provider(each.Name, ways, options.Resolver.Health);
        }

        (_byOptions, _policy) = (made.ToImmutable(), options.Resolver.Health);
        var byName = _byOptions.Values.ToDictionary(provider => provider.Name);
        return new ForwardingTable(
            [.. options.AllProviders.Select(each => byName[each.Name])],
            options.Forward.Select(rule => new ForwardingRule(rule.Suffix, [.. rule.Providers.Select(name => byName[name])])));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var exchange in _bootstrap)
        {
            await exchange.DisposeAsync();
        }
    }

    // Providers known by name are found through all that are known by address, and the system's. Exchanges of earlier
    // configurations stay until the end, since a provider that is kept still looks its name up through them.
    private void SetBootstrap(DaemonOptions options)
    {
        var endpoints = options.AllProviders.SelectMany(provider => provider.Endpoints).ToList();
        ImmutableArray<ExchangeAddress> literals = [.. endpoints.Where(endpoint => !endpoint.NeedsBootstrap)];
        if (endpoints.Count == literals.Length || (exchanges.Bootstrapper is not null && literals.SequenceEqual(_literals)))
        {
            return;
        }

        var servers = literals.Select(literal => exchanges.TryCreate(literal, out var exchange, out _) ? exchange : null).OfType<IExchange>().ToList();
        _bootstrap.AddRange(servers);
        _literals = literals;
        exchanges.Bootstrapper = new Bootstrapper(servers, _addresses, clock);
    }

    private sealed class SameProvider : IEqualityComparer<ProviderOptions>
    {
        public bool Equals(ProviderOptions? x, ProviderOptions? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.Name == y.Name && x.Endpoints.SequenceEqual(y.Endpoints));

        public int GetHashCode(ProviderOptions options) => options.Name.GetHashCode(StringComparison.Ordinal);
    }
}
