using Holdfast.Resolver.Clients;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Holdfast for <see cref="IHttpClientBuilder"/>.</summary>
public static class HoldfastHttpClientBuilderExtensions
{
    // Without it pooled connections would outlive every change of the name's addresses.
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Makes the client's names resolve through the <see cref="HoldfastClient"/> among the services.</summary>
    public static IHttpClientBuilder AddHoldfastResolver(this IHttpClientBuilder builder) =>
        builder.UseSocketsHttpHandler((handler, services) => Connect(handler, services.GetRequiredService<HoldfastClient>().Connector));

    /// <summary>Makes the client's names resolve through a connector.</summary>
    public static IHttpClientBuilder AddHoldfastResolver(this IHttpClientBuilder builder, HoldfastConnector connector)
    {
        ArgumentNullException.ThrowIfNull(connector);
        return builder.UseSocketsHttpHandler((handler, _) => Connect(handler, connector));
    }

    private static void Connect(SocketsHttpHandler handler, HoldfastConnector connector)
    {
        handler.ConnectCallback = connector.ConnectAsync;
        handler.PooledConnectionLifetime = _connectionLifetime;
    }
}
