using Amazon.DynamoDBv2;

namespace Holdfast.Tables.Tests.Sdk;

/// <summary>One server in memory for all tests of a class; each test makes a table of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private TestServer? _server;
    private int _tables;

    internal TestServer Server => _server!;

    internal AmazonDynamoDBClient Client => Server.Client;

    internal string NewName() => $"table-{Interlocked.Increment(ref _tables)}";

    public async ValueTask InitializeAsync() => _server = await TestServer.OnMemoryAsync();

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}
