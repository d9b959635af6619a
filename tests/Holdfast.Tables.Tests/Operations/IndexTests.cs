using Amazon.DynamoDBv2.Model;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Operations;

public sealed class IndexTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _table = fixture.NewName();

    [Fact]
    public async Task A_global_index_is_sparse_and_follows_its_items()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false, globals: [Global("by-g", "g")], more: [("g", "S")]);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("g", S("x"))), Token);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("b")), ("g", S("x"))), Token);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("c"))), Token);
        Assert.Equal("a b", await FindAsync("by-g", "g = :v", "x"));
        await fixture.Client.UpdateItemAsync(
            new UpdateItemRequest { TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "SET g = :y", ExpressionAttributeValues = Item((":y", S("y"))) }, Token);
        Assert.Equal(("b", "a"), (await FindAsync("by-g", "g = :v", "x"), await FindAsync("by-g", "g = :v", "y")));
        await fixture.Client.UpdateItemAsync(new UpdateItemRequest { TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "REMOVE g" }, Token);
        await fixture.Client.DeleteItemAsync(_table, Item(("h", S("b"))), Token);
        Assert.Equal(("", ""), (await FindAsync("by-g", "g = :v", "x"), await FindAsync("by-g", "g = :v", "y")));
        Assert.Equal(0, (await fixture.Client.ScanAsync(new ScanRequest { TableName = _table, IndexName = "by-g" }, Token)).Count);
    }

    [Theory]
    [InlineData("ALL", "a g h p")]
    [InlineData("KEYS_ONLY", "g h")]
    [InlineData("INCLUDE", "g h p")]
    public async Task A_projection_has_what_it_says(string projection, string expected)
    {
        await fixture.Client.MakeAsync(
            _table, hasRange: false, globals: [Global("by-g", "g", projection: projection, included: projection == "INCLUDE" ? ["p"] : [])], more: [("g", "S")]);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("1")), ("g", S("x")), ("p", S("in")), ("a", S("out"))), Token);
        var page = await fixture.Client.QueryAsync(
            new QueryRequest { TableName = _table, IndexName = "by-g", KeyConditionExpression = "g = :v", ExpressionAttributeValues = Item((":v", S("x"))) }, Token);
        Assert.Equal(expected, string.Join(' ', Assert.Single(page.Items).Keys.Order()));
    }

    [Fact]
    public async Task ALL_ATTRIBUTES_on_a_global_index_only_if_projected_and_a_local_one_fetches_from_the_table()
    {
        await fixture.Client.MakeAsync(
            _table, locals: [Local("by-s", "s", "KEYS_ONLY")], globals: [Global("by-g", "g", projection: "KEYS_ONLY")], more: [("s", "S"), ("g", "S")]);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("1")), ("r", N(1)), ("g", S("x")), ("s", S("s")), ("p", S("more"))), Token);
        Assert.Equal(
            "ValidationException: One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index by-g "
            + "because its projection type is not ALL",
            await FaultAsync(() => fixture.Client.QueryAsync(
                new QueryRequest { TableName = _table, IndexName = "by-g", Select = "ALL_ATTRIBUTES", KeyConditionExpression = "g = :v", ExpressionAttributeValues = Item((":v", S("x"))) }, Token)));
        Assert.Equal(
            "ValidationException: One or more parameter values were invalid: Global secondary index by-g does not project [p]",
            await FaultAsync(() => fixture.Client.QueryAsync(
                new QueryRequest { TableName = _table, IndexName = "by-g", ProjectionExpression = "p", KeyConditionExpression = "g = :v", ExpressionAttributeValues = Item((":v", S("x"))) }, Token)));
        var fetched = await fixture.Client.QueryAsync(
            new QueryRequest { TableName = _table, IndexName = "by-s", ProjectionExpression = "p", KeyConditionExpression = "h = :v", ExpressionAttributeValues = Item((":v", S("1"))) }, Token);
        Assert.Equal("more", Assert.Single(fetched.Items)["p"].S);
    }

    [Fact]
    public async Task Consistent_reads_on_a_global_index_are_rejected()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false, globals: [Global("by-g", "g")], more: [("g", "S")]);
        Assert.Equal(
            "ValidationException: Consistent reads are not supported on global secondary indexes",
            await FaultAsync(() => fixture.Client.ScanAsync(new ScanRequest { TableName = _table, IndexName = "by-g", ConsistentRead = true }, Token)));
    }

    [Fact]
    public async Task A_wrong_typed_or_empty_index_attribute_rejects_the_write_in_batches_too()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false, globals: [Global("by-g", "g")], more: [("g", "S")]);
        var wrong = Item(("h", S("a")), ("g", N(1)));
        const string Mismatch = "ValidationException: One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g";
        Assert.Equal(Mismatch, await FaultAsync(() => fixture.Client.PutItemAsync(_table, wrong, Token)));
        Assert.Equal(Mismatch, await FaultAsync(() => fixture.Client.BatchWriteItemAsync(
            new BatchWriteItemRequest { RequestItems = new() { [_table] = [new(new PutRequest(wrong))] } }, Token)));
        Assert.StartsWith("ValidationException: ", await FaultAsync(() => fixture.Client.UpdateItemAsync(
            new UpdateItemRequest { TableName = _table, Key = Item(("h", S("a"))), UpdateExpression = "SET g = :one", ExpressionAttributeValues = Item((":one", N(1))) }, Token)));
        Assert.Contains("IndexKey: g", await FaultAsync(() => fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("g", S(""))), Token)));
        Assert.Equal(0, (await fixture.Client.ScanAsync(new ScanRequest(_table), Token)).Count);
    }

    [Fact]
    public async Task The_last_key_of_a_global_index_has_the_keys_of_index_and_table()
    {
        await fixture.Client.MakeAsync(_table, globals: [Global("by-g", "g", "s")], more: [("g", "S"), ("s", "N")]);
        for (var at = 0; at < 6; at++)
        {
            await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("r", N(at)), ("g", S("x")), ("s", N(at / 3))), Token); // three of each place
        }

        List<string> seen = [];
        Dictionary<string, AttributeValue>? start = null;
        do
        {
            var page = await fixture.Client.QueryAsync(
                new QueryRequest
                {
                    TableName = _table, IndexName = "by-g", Limit = 2, ExclusiveStartKey = start, KeyConditionExpression = "g = :v",
                    ExpressionAttributeValues = Item((":v", S("x"))),
                },
                Token);
            seen.AddRange(page.Items.Select(item => item["r"].N));
            start = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
            Assert.True(start is null || string.Join(' ', start.Keys.Order()) == "g h r s");
        }
        while (start is not null);
        Assert.Equal("0 1 2 3 4 5", string.Join(' ', seen.Order()));
    }

    [Fact]
    public async Task A_key_of_four_attributes_a_part_finds_by_its_beginning()
    {
        await fixture.Client.MakeAsync(
            _table,
            hasRange: false,
            globals: [new() { IndexName = "wide", KeySchema = [new("g", "HASH"), new("g2", "HASH"), new("s", "RANGE"), new("s2", "RANGE")], Projection = new() { ProjectionType = "ALL" } }],
            more: [("g", "S"), ("g2", "S"), ("s", "N"), ("s2", "S")]);
        foreach (var (h, s, s2) in new[] { ("a", 1, "x"), ("b", 1, "y"), ("c", 2, "x") })
        {
            await fixture.Client.PutItemAsync(_table, Item(("h", S(h)), ("g", S("g")), ("g2", S("g")), ("s", N(s)), ("s2", S(s2))), Token);
        }

        var page = await fixture.Client.QueryAsync(
            new QueryRequest
            {
                TableName = _table, IndexName = "wide", KeyConditionExpression = "g = :g AND g2 = :g AND s = :one AND s2 > :x",
                ExpressionAttributeValues = Item((":g", S("g")), (":one", N(1)), (":x", S("x"))),
            },
            Token);
        Assert.Equal("b", Assert.Single(page.Items)["h"].S);
    }

    [Fact]
    public async Task Capacity_is_told_for_each_index_when_asked()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false, globals: [Global("by-g", "g")], more: [("g", "S")]);
        PutItemRequest request = new() { TableName = _table, Item = Item(("h", S("a")), ("g", S("x"))), ReturnConsumedCapacity = "INDEXES" };
        var put = await fixture.Client.PutItemAsync(request, Token);
        Assert.Equal((2d, 1d, 1d), (put.ConsumedCapacity.CapacityUnits, put.ConsumedCapacity.Table.CapacityUnits, put.ConsumedCapacity.GlobalSecondaryIndexes["by-g"].CapacityUnits));
        request.Item["g"] = S("y");
        var moved = await fixture.Client.PutItemAsync(request, Token);
        Assert.Equal(2, moved.ConsumedCapacity.GlobalSecondaryIndexes["by-g"].CapacityUnits); // removed there, put here
    }

    private async Task<string> FindAsync(string index, string condition, string value)
    {
        var page = await fixture.Client.QueryAsync(
            new QueryRequest { TableName = _table, IndexName = index, KeyConditionExpression = condition, ExpressionAttributeValues = Item((":v", S(value))) }, Token);
        return string.Join(' ', page.Items.Select(item => item["h"].S).Order());
    }
}
