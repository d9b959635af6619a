using Holdfast.Store.Etcd;
using Holdfast.TestPeers.RealServers;

namespace Holdfast.Store.Tests.Etcd;

/// <summary>One cluster of three for all tests that do it no harm; each has keys of its own.</summary>
public sealed class EtcdFixture : IAsyncLifetime
{
    private int _stores;

    public EtcdServers Servers { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Servers = await EtcdServers.StartAsync();

    public ValueTask DisposeAsync() => Servers.DisposeAsync();

    /// <summary>Options of a store that nobody used before.</summary>
    public EtcdOptions NewOptions() => new()
    {
        Endpoints = [.. Servers.Endpoints],
        Prefix = StoreTextPrefix(Interlocked.Increment(ref _stores)),
        AttemptTimeout = TimeSpan.FromSeconds(2), // a shared machine may stand still for as long as a dead member would
    };

    private static byte[] StoreTextPrefix(int number) => Contract.StoreText.Octets($"test-{number}/");
}

/// <summary>Tests on one cluster, one after another: revisions are the cluster's.</summary>
[CollectionDefinition(nameof(EtcdCollection))]
public sealed class EtcdCollection : ICollectionFixture<EtcdFixture>;
