using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Operations;

public sealed class WriteTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _table = fixture.NewName();

    [Fact]
    public async Task A_failed_condition_returns_the_item_when_asked_and_leaves_no_ghost()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        var absent = await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => fixture.Client.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "SET x = :one", ConditionExpression = "attribute_exists(h)",
                ExpressionAttributeValues = Item((":one", N(1))), ReturnValuesOnConditionCheckFailure = "ALL_OLD",
            },
            Token));
        Assert.Equal("The conditional request failed", absent.Message);
        Assert.True(absent.Item is null or { Count: 0 });
        Assert.Null((await fixture.Client.GetItemAsync(_table, Item(("h", S("a"))), Token)).Item);

        await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("x", N(7))), Token);
        var present = await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => fixture.Client.PutItemAsync(
            new PutItemRequest
            {
                TableName = _table, Item = Item(("h", S("a")), ("x", N(8))), ConditionExpression = "attribute_not_exists(h)",
                ReturnValuesOnConditionCheckFailure = "ALL_OLD",
            },
            Token));
        Assert.Equal("7", present.Item["x"].N);
        Assert.Equal("7", (await fixture.Client.GetItemAsync(_table, Item(("h", S("a"))), Token)).Item["x"].N);
    }

    [Theory]
    [InlineData("NONE", null)]
    [InlineData("ALL_OLD", "h=a m=map x=1")]
    [InlineData("ALL_NEW", "h=a m=map x=2 y=new")]
    [InlineData("UPDATED_OLD", "m=map x=1")]
    [InlineData("UPDATED_NEW", "m=map x=2 y=new")]
    public async Task An_update_returns_what_it_was_asked_for(string returned, string? expected)
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("x", N(1)), ("m", new() { M = Item(("in", S("old")), ("other", S("kept"))) })), Token);
        var answer = await fixture.Client.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "SET x = x + :one, y = :new, m.#in = :new", ReturnValues = returned,
                ExpressionAttributeNames = new() { ["#in"] = "in" }, ExpressionAttributeValues = Item((":one", N(1)), (":new", S("new"))),
            },
            Token);
        var attributes = answer.Attributes is null or { Count: 0 }
            ? null
            : string.Join(' ', answer.Attributes.OrderBy(one => one.Key).Select(one => $"{one.Key}={one.Value.S ?? one.Value.N ?? "map"}"));
        Assert.Equal(expected, attributes);
        if (returned.StartsWith("UPDATED", StringComparison.Ordinal))
        {
            Assert.Equal(returned == "UPDATED_OLD" ? "old" : "new", Assert.Single(answer.Attributes!["m"].M).Value.S); // the nested path alone
        }
    }

    [Fact]
    public async Task An_update_of_the_key_is_refused()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        Assert.Equal(
            "ValidationException: One or more parameter values were invalid: Cannot update attribute h. This attribute is part of the key",
            await FaultAsync(() => fixture.Client.UpdateItemAsync(
                new UpdateItemRequest { TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "SET h = :x", ExpressionAttributeValues = Item((":x", S("b"))) }, Token)));
    }

    [Fact]
    public async Task A_key_that_does_not_fit_the_table_is_refused()
    {
        await fixture.Client.MakeAsync(_table);
        const string Mismatch = "ValidationException: The provided key element does not match the schema";
        Assert.Equal(Mismatch, await FaultAsync(() => fixture.Client.GetItemAsync(_table, Item(("h", S("a"))), Token)));
        Assert.Equal(Mismatch, await FaultAsync(() => fixture.Client.DeleteItemAsync(_table, Item(("h", S("a")), ("r", S("1"))), Token)));
        Assert.Equal(
            "ValidationException: One or more parameter values were invalid: Missing the key r in the item",
            await FaultAsync(() => fixture.Client.PutItemAsync(_table, Item(("h", S("a"))), Token)));
        Assert.Equal(
            "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: h",
            await FaultAsync(() => fixture.Client.PutItemAsync(_table, Item(("h", S("")), ("r", N(1))), Token)));
    }

    [Fact]
    public async Task Numbers_that_are_equal_are_one_key()
    {
        await fixture.Client.MakeAsync(_table);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("r", N("1e3")), ("n", N("00042"))), Token);
        var item = (await fixture.Client.GetItemAsync(_table, Item(("h", S("a")), ("r", N("1000.0"))), Token)).Item;
        Assert.Equal(("1000", "42"), (item["r"].N, item["n"].N));
    }

    [Fact]
    public async Task An_item_of_more_than_400_KB_is_refused()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("p", S(new string('x', (400 * 1024) - 3)))), Token);
        Assert.Equal(
            "ValidationException: Item size has exceeded the maximum allowed size",
            await FaultAsync(() => fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("p", S(new string('x', (400 * 1024) - 2)))), Token)));
        Assert.Equal(
            "ValidationException: Item size to update has exceeded the maximum allowed size",
            await FaultAsync(() => fixture.Client.UpdateItemAsync(
                new UpdateItemRequest { TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "SET q = :q", ExpressionAttributeValues = Item((":q", S("x"))) }, Token)));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_told_so()
    {
        Assert.Equal("ResourceNotFoundException: Requested resource not found", await FaultAsync(() => fixture.Client.GetItemAsync("nowhere", Item(("h", S("a"))), Token)));
    }

    [Fact]
    public async Task Concurrent_conditional_counters_lose_no_increment()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        const int Writers = 8, Increments = 25;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var done = 0; done < Increments; done++)
            {
                await fixture.Client.UpdateItemAsync(
                    new UpdateItemRequest { TableName = _table, Key = Item(("h", S("c"))), UpdateExpression = "ADD n :one", ExpressionAttributeValues = Item((":one", N(1))) }, Token);
            }
        }));
        Assert.Equal($"{Writers * Increments}", (await fixture.Client.GetItemAsync(_table, Item(("h", S("c"))), Token)).Item["n"].N);
    }

    [Fact]
    public async Task Two_servers_over_one_store_lose_no_increment_either()
    {
        await using var store = new Holdfast.Store.Memory.MemoryStore(Holdfast.Store.RocksDb.RocksDbStore.DefaultLimits);
        await using var one = await TestServer.StartAsync(store);
        await using var other = await TestServer.StartAsync(store);
        await one.Client.MakeAsync("shared", hasRange: false);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var done = 0; done < 20; done++)
            {
                await (writer % 2 == 0 ? one : other).Client.UpdateItemAsync(
                    new UpdateItemRequest { TableName = "shared", Key = Item(("h", S("c"))), UpdateExpression = "ADD n :one", ExpressionAttributeValues = Item((":one", N(1))) }, Token);
            }
        }));
        Assert.Equal("160", (await other.Client.GetItemAsync("shared", Item(("h", S("c"))), Token)).Item["n"].N);
    }

    [Fact]
    public async Task Older_parameters_write_as_expressions_do()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        var request = new UpdateItemRequest
        {
            TableName = _table, Key = Item(("h", S("a"))),
            AttributeUpdates = new() { ["n"] = new() { Action = AttributeAction.ADD, Value = N(5) } },
            Expected = new() { ["n"] = new() { Exists = false } },
        };
        await fixture.Client.UpdateItemAsync(request, Token);
        Assert.Equal("ConditionalCheckFailedException: The conditional request failed", await FaultAsync(() => fixture.Client.UpdateItemAsync(request, Token)));
        Assert.Equal("5", (await fixture.Client.GetItemAsync(_table, Item(("h", S("a"))), Token)).Item["n"].N);
    }
}
