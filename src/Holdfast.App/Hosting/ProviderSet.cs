using System.Collections.Immutable;
using Holdfast.App.Configuration;
using Holdfast.Resolver.Exchanges;
using Holdfast.Resolver.Exchanges.Bootstrap;
using Holdfast.Resolver.Providers;
using Holdfast.Resolver.Resolving;

namespace Holdfast.App.Hosting;

/// <summary>The providers in use, made from options. One whose options stay the same is kept across a reload, with all that is known of its health.</summary>
internal sealed class ProviderSet(ExchangeFactory exchanges, MonotonicClock clock, AddressFile addresses) : IAsyncDisposable
{
    private readonly List<IExchange> _bootstrap = [];
    private ImmutableArray<ExchangeAddress> _literals = [];

    private ImmutableDictionary<ProviderOptions, Provider> _byOptions =
        ImmutableDictionary.Create<ProviderOptions, Provider>(new SameProvider());

    private HealthPolicy? _policy;

    /// <summary>Makes the providers of options, and the table that says which of them a name is put to. Nothing is in use yet.</summary>
    /// <returns>What was made, or null with what is wrong.</returns>
    public PreparedProviders? TryPrepare(DaemonOptions options, out string? problem)
    {
        problem = null;
        SetBootstrap(options);
        var made = _byOptions.Clear().ToBuilder();
        foreach (var each in options.AllProviders)
        {
            if (_policy == options.Resolver.Health && _byOptions.TryGetValue(each, out var kept))
            {
                made[each] = kept;
            }
            else if (TryCreate(each, options.Resolver.Health, out problem) is { } fresh)
            {
                made[each] = fresh;
            }
            else
            {
                _ = DropAsync(made.Values.Except(_byOptions.Values));
                return null;
            }
        }

        var byName = made.Values.ToDictionary(provider => provider.Name);
        var table = new ForwardingTable(
            [.. options.AllProviders.Select(each => byName[each.Name])],
            options.Forward.Select(rule => new ForwardingRule(rule.Suffix, [.. rule.Providers.Select(name => byName[name])])));
        return new PreparedProviders(table, made.ToImmutable(), options.Resolver.Health);
    }

    /// <summary>What was prepared is in use from now on.</summary>
    public void Commit(PreparedProviders prepared) => (_byOptions, _policy) = (prepared.ByOptions, prepared.Policy);

    /// <summary>What was prepared is not used after all.</summary>
    public Task DiscardAsync(PreparedProviders prepared) => DropAsync(prepared.ByOptions.Values.Except(_byOptions.Values));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var exchange in _bootstrap)
        {
            await exchange.DisposeAsync();
        }

        addresses.Dispose();
    }

    private Provider? TryCreate(ProviderOptions options, HealthPolicy policy, out string? problem)
    {
        problem = null;
        var ways = new List<IExchange>();
        foreach (var endpoint in options.Endpoints)
        {
            if (!exchanges.TryCreate(endpoint, out var exchange, out var fault))
            {
                problem = $"{options.Name}: {fault}";
                return null;
            }

            ways.Add(exchange);
        }

        return new Provider(options.Name, ways, policy);
    }

    private static async Task DropAsync(IEnumerable<Provider> providers)
    {
        foreach (var provider in providers.ToList())
        {
            await provider.DisposeAsync();
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
        exchanges.Bootstrapper = new Bootstrapper(servers, addresses, clock);
    }

    private sealed class SameProvider : IEqualityComparer<ProviderOptions>
    {
        public bool Equals(ProviderOptions? x, ProviderOptions? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.Name == y.Name && x.Endpoints.SequenceEqual(y.Endpoints));

        public int GetHashCode(ProviderOptions options) => options.Name.GetHashCode(StringComparison.Ordinal);
    }
}

/// <summary>Providers that were made and are not in use yet.</summary>
/// <param name="Table">Which of them a name is put to.</param>
/// <param name="ByOptions">Each by its options.</param>
/// <param name="Policy">When they count as ill.</param>
internal sealed record PreparedProviders(
    ForwardingTable Table, ImmutableDictionary<ProviderOptions, Provider> ByOptions, HealthPolicy Policy);
