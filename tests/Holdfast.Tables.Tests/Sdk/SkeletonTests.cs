using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Holdfast.Tables.Tests.Sdk;

public sealed class SkeletonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Amazons_client_makes_a_table_puts_gets_and_deletes(bool onDisk)
    {
        await using var server = onDisk ? await TestServer.OnRocksDbAsync() : await TestServer.OnMemoryAsync();
        var created = await server.Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = "Music",
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new("Artist", ScalarAttributeType.S), new("Year", ScalarAttributeType.N)],
                KeySchema = [new("Artist", KeyType.HASH), new("Year", KeyType.RANGE)],
            },
            Token);
        Assert.Equal(TableStatus.ACTIVE, created.TableDescription.TableStatus);
        Dictionary<string, AttributeValue> key = new() { ["Artist"] = new("Nina Simone"), ["Year"] = new() { N = "1965" } };
        await server.Client.PutItemAsync("Music", new(key) { ["Title"] = new("Pastel Blues") }, Token);
        Assert.Equal("Pastel Blues", (await server.Client.GetItemAsync("Music", key, Token)).Item["Title"].S);
        await server.Client.DeleteItemAsync("Music", key, Token);
        Assert.Null((await server.Client.GetItemAsync("Music", key, Token)).Item);
        await server.Client.DeleteTableAsync("Music", Token);
        await server.Client.GoneAsync("Music");
        Assert.DoesNotContain("Music", (await server.Client.ListTablesAsync(Token)).TableNames ?? []);
    }
}
