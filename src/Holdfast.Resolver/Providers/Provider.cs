using System.Collections.Immutable;
using Holdfast.Resolver.Exchanges;

namespace Holdfast.Resolver.Providers;

/// <summary>
/// An operator of resolvers, with one or more ways to reach it. Independence is what providers are for: however many
/// exchanges an operator has, it counts once.
/// </summary>
public sealed class Provider : IAsyncDisposable
{
    /// <summary>Takes an operator's exchanges.</summary>
    /// <param name="name">What people call it; unique among providers.</param>
    /// <param name="exchanges">In the order of preference; at least one.</param>
    /// <param name="policy">When it counts as ill.</param>
    public Provider(string name, IEnumerable<IExchange> exchanges, HealthPolicy? policy = null)
    {
        Name = name;
        Servers = [.. exchanges.Select(exchange => new ProviderServer(exchange, policy ?? HealthPolicy.Default))];
        ArgumentOutOfRangeException.ThrowIfZero(Servers.Length, nameof(exchanges));
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>What is known of each of its exchanges.</summary>
    /// <param name="now">The present moment.</param>
    public ImmutableArray<ServerReport> Report(TimeSpan now) =>
        [.. Servers.Select(server => new ServerReport(server.Exchange.Endpoint, server.Exchange.Transport, server.Health.Report(now)))];

    /// <summary>Its exchanges with their health, in the order of preference.</summary>
    internal ImmutableArray<ProviderServer> Servers { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.Exchange.DisposeAsync();
        }
    }
}

/// <summary>One exchange of a provider, as status pages show it.</summary>
/// <param name="Endpoint">Where it leads.</param>
/// <param name="Transport">How.</param>
/// <param name="Health">Its health.</param>
public sealed record ServerReport(string Endpoint, Transport Transport, HealthReport Health);
