using Amazon.DynamoDBv2.Model;
using Holdfast.Tables.Tests.Sdk;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Operations;

public sealed class TransactionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _table = fixture.NewName();

    [Fact]
    public async Task All_actions_are_made_or_none_with_a_reason_for_each_in_its_place()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("there")), ("n", N(1))), Token);
        var fault = await Assert.ThrowsAsync<TransactionCanceledException>(() => WriteAsync(
            new() { Put = new() { TableName = _table, Item = Item(("h", S("new"))) } },
            new()
            {
                Update = new()
                {
                    TableName = _table, Key = Item(("h", S("there"))), UpdateExpression = "SET n = :two", ConditionExpression = "n = :two",
                    ExpressionAttributeValues = Item((":two", N(2))), ReturnValuesOnConditionCheckFailure = "ALL_OLD",
                },
            },
            new() { ConditionCheck = new() { TableName = _table, Key = Item(("h", S("absent"))), ConditionExpression = "attribute_not_exists(h)" } }));
        Assert.Equal("Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]", fault.Message);
        Assert.Equal(["None", "ConditionalCheckFailed", "None"], fault.CancellationReasons.Select(reason => reason.Code));
        Assert.Equal("1", fault.CancellationReasons[1].Item["n"].N);
        Assert.Null((await fixture.Client.GetItemAsync(_table, Item(("h", S("new"))), Token)).Item);

        await WriteAsync(
            new() { Put = new() { TableName = _table, Item = Item(("h", S("new"))) } },
            new() { Delete = new() { TableName = _table, Key = Item(("h", S("there"))) } },
            new() { ConditionCheck = new() { TableName = _table, Key = Item(("h", S("absent"))), ConditionExpression = "attribute_not_exists(h)" } });
        Assert.Equal("new", Assert.Single((await fixture.Client.ScanAsync(new ScanRequest(_table), Token)).Items)["h"].S);
    }

    [Fact]
    public async Task A_transaction_has_one_action_an_item_and_up_to_a_hundred_of_them()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        Assert.Equal(
            "ValidationException: Transaction request cannot include multiple operations on one item",
            await FaultAsync(() => WriteAsync(Put("a"), new() { Delete = new() { TableName = _table, Key = Item(("h", S("a"))) } })));
        await WriteAsync([.. Enumerable.Range(0, 100).Select(at => Put($"{at}"))]);
        Assert.Contains("Member must have length less than or equal to 100", await FaultAsync(() => WriteAsync([.. Enumerable.Range(0, 101).Select(at => Put($"{at}"))])));
    }

    [Fact]
    public async Task A_client_token_lasts_ten_minutes_and_another_payload_under_it_is_a_mismatch()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.OnMemoryAsync(new() { Signing = new() { AcceptAnyKey = true } }, time);
        await server.Client.MakeAsync(_table, hasRange: false);
        Task AddAsync(int amount) => server.Client.TransactWriteItemsAsync(
            new TransactWriteItemsRequest
            {
                ClientRequestToken = "token",
                TransactItems =
                [
                    new() { Update = new() { TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "ADD n :n", ExpressionAttributeValues = Item((":n", N(amount))) } },
                ],
            },
            Token);
        async Task<string> SumAsync() => (await server.Client.GetItemAsync(_table, Item(("h", S("a"))), Token)).Item["n"].N;
        await AddAsync(1);
        await AddAsync(1);
        Assert.Equal("1", await SumAsync());
        Assert.StartsWith("IdempotentParameterMismatchException", await FaultAsync(() => AddAsync(2)));
        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await AddAsync(1);
        Assert.Equal("1", await SumAsync());
        time.Advance(TimeSpan.FromSeconds(2));
        await AddAsync(2);
        Assert.Equal("3", await SumAsync());
    }

    [Fact]
    public async Task Transfers_keep_their_sum_whoever_reads_it()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        await WriteAsync(Put("left", 100), Put("right", 100));
        var transfers = Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var done = 0; done < 15;)
            {
                try
                {
                    await WriteAsync(Add("left", -1), Add("right", 1));
                    done++;
                }
                catch (TransactionCanceledException)
                {
                    // a conflict, which the client may try again
                }
            }
        });
        var reads = Enumerable.Range(0, 2).Select(async _ =>
        {
            for (var at = 0; at < 30; at++)
            {
                var answer = await fixture.Client.TransactGetItemsAsync(
                    new TransactGetItemsRequest
                    {
                        TransactItems = [new() { Get = new() { TableName = _table, Key = Item(("h", S("left"))) } }, new() { Get = new() { TableName = _table, Key = Item(("h", S("right"))) } }],
                    },
                    Token);
                Assert.Equal(200, answer.Responses.Sum(response => int.Parse(response.Item["n"].N)));
            }
        });
        await Task.WhenAll([.. transfers, .. reads]);
        Assert.Equal("40", (await fixture.Client.GetItemAsync(_table, Item(("h", S("left"))), Token)).Item["n"].N);
    }

    [Fact]
    public async Task A_transaction_costs_twice()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        var written = await fixture.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { ReturnConsumedCapacity = "TOTAL", TransactItems = [Put("a")] }, Token);
        Assert.Equal(2, Assert.Single(written.ConsumedCapacity).CapacityUnits);
        var read = await fixture.Client.TransactGetItemsAsync(
            new TransactGetItemsRequest { ReturnConsumedCapacity = "TOTAL", TransactItems = [new() { Get = new() { TableName = _table, Key = Item(("h", S("a"))) } }] }, Token);
        Assert.Equal(2, Assert.Single(read.ConsumedCapacity).CapacityUnits);
    }

    private TransactWriteItem Put(string h, int n = 0) => new() { Put = new() { TableName = _table, Item = Item(("h", S(h)), ("n", N(n))) } };

    private TransactWriteItem Add(string h, int n) => new()
    {
        Update = new() { TableName = _table, Key = Item(("h", S(h))), UpdateExpression = "ADD n :n", ExpressionAttributeValues = Item((":n", N(n))) },
    };

    private Task<TransactWriteItemsResponse> WriteAsync(params List<TransactWriteItem> actions) =>
        fixture.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = actions }, Token);
}
