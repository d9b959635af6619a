using Holdfast.Resolver.Exchanges;

namespace Holdfast.Resolver.Providers;

/// <summary>One exchange of a provider with its health, and the question to probe it with.</summary>
internal sealed class ProviderServer(IExchange exchange, HealthPolicy policy)
{
    // The root's name servers: every recursive resolver knows them, and any response at all tells that it lives.
    private static readonly byte[] _rootQuery = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1];

    private ReadOnlyMemory<byte> _failedQuery;

    /// <summary>The way to it.</summary>
    public IExchange Exchange { get; } = exchange;

    /// <summary>Its health.</summary>
    public ServerHealth Health { get; } = new(policy);

    /// <summary>When it was last probed; null for never. Written by the prober alone.</summary>
    public TimeSpan? LastProbeAt { get; set; }

    /// <summary>Whether a probe is under way: at most one at a time.</summary>
    public bool ProbeUnderWay { get; set; }

    /// <summary>Whether the probe's question is one that the server failed to answer.</summary>
    public bool ProbesFailure => !_failedQuery.IsEmpty;

    /// <summary>The question that shows whether it is well again: the last one it failed, else the root's name servers.</summary>
    public ReadOnlyMemory<byte> ProbeQuery => _failedQuery.IsEmpty ? _rootQuery : _failedQuery;

    /// <summary>Remembers a question it failed.</summary>
    public void RememberFailure(ReadOnlyMemory<byte> query) => _failedQuery = query;

    /// <summary>Forgets the question it failed, once it is well.</summary>
    public void ForgetFailure() => _failedQuery = default;
}
