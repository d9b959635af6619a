using Amazon.Runtime;
using Holdfast.Resolver.Clients;

namespace Holdfast.Resolver.Aws;

/// <summary>Makes the HTTP clients of AWS SDK clients, so that their endpoints resolve through Holdfast: set it as a configuration's <see cref="ClientConfig.HttpClientFactory"/>.</summary>
/// <param name="connector">What connects.</param>
public sealed class HoldfastHttpClientFactory(HoldfastConnector connector) : HttpClientFactory
{
    // Without it pooled connections would outlive every change of the endpoint's addresses.
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        ArgumentNullException.ThrowIfNull(clientConfig);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,
            PooledConnectionLifetime = _connectionLifetime,
            AllowAutoRedirect = false, // the SDK follows redirects itself, with a new signature
        };
        if (clientConfig.MaxConnectionsPerServer is { } most)
        {
            handler.MaxConnectionsPerServer = most;
        }

        // The SDK sets its own timeouts on each request.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The SDK may share one HTTP client among clients of equal configuration.</summary>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

    /// <summary>Tells this factory's HTTP clients from those of others in the SDK's cache.</summary>
    public override string GetConfigUniqueString(IClientConfig clientConfig)
    {
        ArgumentNullException.ThrowIfNull(clientConfig);
        return $"holdfast-{System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(connector)}-{clientConfig.MaxConnectionsPerServer}";
    }
}
