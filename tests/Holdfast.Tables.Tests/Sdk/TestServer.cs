using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Holdfast.Store;
using Holdfast.Store.Memory;
using Holdfast.Store.RocksDb;
using Holdfast.Tables.Http.Signing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tables.Tests.Sdk;

/// <summary>Our server at a port of its own, with Amazon's client: an independent one, that signs and checks checksums.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public static readonly AccessKey Key = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    private readonly IOrderedStore _store;
    private readonly DirectoryInfo? _directory;

    private TestServer(IOrderedStore store, DirectoryInfo? directory, TablesServer server)
    {
        (_store, _directory, Server) = (store, directory, server);
        Client = NewClient(Key);
    }

    public TablesServer Server { get; }

    public AmazonDynamoDBClient Client { get; }

    public Uri Address => new($"http://{Server.EndPoints[0]}/");

    public static Task<TestServer> OnMemoryAsync(TablesServerOptions? options = null, TimeProvider? time = null) =>
        StartAsync(new MemoryStore(RocksDbStore.DefaultLimits with { FeedRevisions = 1000 }), null, options, time);

    public static Task<TestServer> OnRocksDbAsync(TablesServerOptions? options = null)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-tables-");
        return StartAsync(RocksDbStore.Open(directory.FullName), directory, options, null);
    }

    public static async Task<TestServer> StartAsync(IOrderedStore store, DirectoryInfo? directory = null, TablesServerOptions? options = null, TimeProvider? time = null)
    {
        options ??= new TablesServerOptions { Signing = new() { Keys = [Key] } };
        var server = await TablesServer.StartAsync(
            store, options, time ?? TimeProvider.System, new TablesMetrics(), NullLogger<TablesServer>.Instance, TestContext.Current.CancellationToken);
        return new(store, directory, server);
    }

    public AmazonDynamoDBClient NewClient(AccessKey key, int retries = 0) => new(
        new BasicAWSCredentials(key.Id, key.Secret),
        new AmazonDynamoDBConfig { ServiceURL = Address.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = retries });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        await _store.DisposeAsync();
        _directory?.Delete(recursive: true);
    }
}
