using Grpc.Net.Client.Balancer;
using Holdfast.Resolver.Clients;

namespace Holdfast.Resolver.Grpc;

/// <summary>
/// Resolves the targets of gRPC channels: register it as a <see cref="ResolverFactory"/> among the channel's services and
/// use targets such as <c>holdfast:///orders.example:8443</c>.
/// </summary>
/// <param name="lookup">Where addresses come from.</param>
/// <param name="scheme">The scheme of its targets; <c>dns</c> takes the place of gRPC's own resolver. Default <c>holdfast</c>.</param>
public sealed class HoldfastResolverFactory(DnsLookup lookup, string scheme = "holdfast") : ResolverFactory
{
    /// <inheritdoc/>
    public override string Name { get; } = scheme;

    /// <inheritdoc/>
    public override global::Grpc.Net.Client.Balancer.Resolver Create(ResolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var target = options.Address.OriginalString[(options.Address.Scheme.Length + 1)..].TrimStart('/');
        var at = target.LastIndexOf(':');
        return at > target.LastIndexOf(']') && int.TryParse(target.AsSpan(at + 1), out var port)
            ? new HoldfastTargetResolver(lookup, target[..at], port, options)
            : new HoldfastTargetResolver(lookup, target, options.DefaultPort, options);
    }
}
