using Amazon.DynamoDBv2.Model;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Operations;

public sealed class QueryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _table = fixture.NewName();

    [Theory]
    [InlineData("h = :h", "1 2 3 4 5 6 7 8 9 10")]
    [InlineData("h = :h AND r = :five", "5")]
    [InlineData("h = :h AND r < :five", "1 2 3 4")]
    [InlineData("h = :h AND r <= :five", "1 2 3 4 5")]
    [InlineData("h = :h AND r > :five", "6 7 8 9 10")]
    [InlineData("h = :h AND r >= :five", "5 6 7 8 9 10")]
    [InlineData("h = :h AND r BETWEEN :five AND :eight", "5 6 7 8")]
    public async Task Key_conditions_choose_by_the_order_of_numbers(string condition, string expected)
    {
        await FillAsync(10);
        var values = Item((":h", S("a")));
        if (condition.Contains(":five")) { values[":five"] = N(5); }
        if (condition.Contains(":eight")) { values[":eight"] = N(8); }
        var forward = await QueryAsync(new() { KeyConditionExpression = condition, ExpressionAttributeValues = values });
        Assert.Equal(expected, Places(forward));
        var backward = await QueryAsync(new() { KeyConditionExpression = condition, ExpressionAttributeValues = values, ScanIndexForward = false });
        Assert.Equal(string.Join(' ', expected.Split(' ').Reverse()), Places(backward));
    }

    [Fact]
    public async Task Limit_counts_before_the_filter()
    {
        await FillAsync(10);
        var page = await QueryAsync(new()
        {
            KeyConditionExpression = "h = :h", FilterExpression = "even = :yes", Limit = 5,
            ExpressionAttributeValues = Item((":h", S("a")), (":yes", new() { BOOL = true })),
        });
        Assert.Equal("2 4", Places(page));
        Assert.Equal((2, 5), (page.Count, page.ScannedCount));
        Assert.Equal("5", page.LastEvaluatedKey["r"].N);
    }

    [Fact]
    public async Task LastEvaluatedKey_may_come_with_no_item()
    {
        await FillAsync(3);
        var page = await QueryAsync(new()
        {
            KeyConditionExpression = "h = :h", FilterExpression = "attribute_exists(nothing)", Limit = 3, ExpressionAttributeValues = Item((":h", S("a"))),
        });
        Assert.Equal((0, 3), (page.Count, page.ScannedCount));
        Assert.Equal("3", page.LastEvaluatedKey["r"].N);
        var rest = await QueryAsync(new()
        {
            KeyConditionExpression = "h = :h", ExclusiveStartKey = page.LastEvaluatedKey, ExpressionAttributeValues = Item((":h", S("a"))),
        });
        Assert.Equal((0, true), (rest.Count, rest.LastEvaluatedKey is null or { Count: 0 }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_end_at_1_MB_before_the_filter_and_lose_nothing(bool forward)
    {
        await fixture.Client.MakeAsync(_table);
        for (var r = 0; r < 30; r++)
        {
            await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("r", N(r)), ("pad", S(new string('x', 100_000)))), Token);
        }

        List<string> seen = [];
        var pages = 0;
        Dictionary<string, AttributeValue>? start = null;
        do
        {
            var page = await QueryAsync(new()
            {
                KeyConditionExpression = "h = :h", FilterExpression = "r2 <> :h", ScanIndexForward = forward, ExclusiveStartKey = start,
                ProjectionExpression = "r", ExpressionAttributeValues = Item((":h", S("a"))),
            });
            pages++;
            Assert.InRange(page.ScannedCount ?? 0, 0, 11);
            seen.AddRange(page.Items.Select(item => item["r"].N));
            start = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
        }
        while (start is not null);
        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(0, 30).Select(r => $"{(forward ? r : 29 - r)}"), seen);
    }

    [Fact]
    public async Task ExclusiveStartKey_may_be_a_key_that_does_not_exist()
    {
        await FillAsync(4);
        var start = Item(("h", S("a")), ("r", N("2.5")));
        var values = Item((":h", S("a")));
        Assert.Equal("3 4", Places(await QueryAsync(new() { KeyConditionExpression = "h = :h", ExpressionAttributeValues = values, ExclusiveStartKey = start })));
        Assert.Equal("2 1", Places(await QueryAsync(new()
        {
            KeyConditionExpression = "h = :h", ExpressionAttributeValues = values, ExclusiveStartKey = start, ScanIndexForward = false,
        })));
    }

    [Fact]
    public async Task ExclusiveStartKey_of_another_partition_or_shape_is_refused()
    {
        await FillAsync(1);
        var values = Item((":h", S("a")));
        Assert.Equal(
            "ValidationException: The provided starting key is outside query boundaries based on provided conditions",
            await FaultAsync(() => QueryAsync(new() { KeyConditionExpression = "h = :h", ExpressionAttributeValues = values, ExclusiveStartKey = Item(("h", S("b")), ("r", N(1))) })));
        Assert.StartsWith(
            "ValidationException: The provided starting key is invalid",
            await FaultAsync(() => QueryAsync(new() { KeyConditionExpression = "h = :h", ExpressionAttributeValues = values, ExclusiveStartKey = Item(("h", S("a"))) })));
        Assert.StartsWith(
            "ValidationException: The provided starting key is invalid",
            await FaultAsync(() => QueryAsync(new() { KeyConditionExpression = "h = :h", ExpressionAttributeValues = values, ExclusiveStartKey = Item(("h", S("a")), ("r", S("1"))) })));
    }

    [Fact]
    public async Task Strings_sort_by_UTF8_octets_and_not_by_UTF16()
    {
        await fixture.Client.MakeAsync(_table, hasRange: false, globals: [Global("by-text", "g", "t")], more: [("g", "S"), ("t", "S")]);
        string[] sorted = ["", "\0", "\0a", "a", "a\0", "ab", "z", "é", "\uFFFD", "😀"];
        foreach (var (text, at) in sorted.Skip(1).Reverse().Select((text, at) => (text, at)))
        {
            await fixture.Client.PutItemAsync(_table, Item(("h", S($"{at}")), ("g", S("g")), ("t", S(text))), Token);
        }

        var page = await QueryAsync(new() { IndexName = "by-text", KeyConditionExpression = "g = :g", ExpressionAttributeValues = Item((":g", S("g"))) });
        Assert.Equal(sorted.Skip(1), page.Items.Select(item => item["t"].S));
    }

    [Fact]
    public async Task Filters_may_not_speak_of_the_key()
    {
        await FillAsync(1);
        Assert.Equal(
            "ValidationException: Filter Expression can only contain non-primary key attributes: Primary key attribute: r",
            await FaultAsync(() => QueryAsync(new() { KeyConditionExpression = "h = :h", FilterExpression = "r > :h", ExpressionAttributeValues = Item((":h", S("a"))) })));
    }

    [Fact]
    public async Task Old_and_new_parameters_cannot_be_mixed()
    {
        await FillAsync(1);
        Assert.Equal(
            "ValidationException: Can not use both expression and non-expression parameters in the same request: "
            + "Non-expression parameters: {AttributesToGet} Expression parameters: {KeyConditionExpression}",
            await FaultAsync(() => QueryAsync(new() { KeyConditionExpression = "h = :h", AttributesToGet = ["x"], ExpressionAttributeValues = Item((":h", S("a"))) })));
    }

    [Fact]
    public async Task Older_key_conditions_and_filters_choose_as_expressions_do()
    {
        await FillAsync(10);
        var page = await QueryAsync(new()
        {
            KeyConditions = new()
            {
                ["h"] = new() { ComparisonOperator = "EQ", AttributeValueList = [S("a")] },
                ["r"] = new() { ComparisonOperator = "BETWEEN", AttributeValueList = [N(3), N(6)] },
            },
            QueryFilter = new() { ["even"] = new() { ComparisonOperator = "EQ", AttributeValueList = [new() { BOOL = true }] } },
        });
        Assert.Equal("4 6", Places(page));
    }

    [Fact]
    public async Task Count_alone_has_no_items()
    {
        await FillAsync(4);
        var page = await QueryAsync(new() { KeyConditionExpression = "h = :h", Select = "COUNT", ExpressionAttributeValues = Item((":h", S("a"))) });
        Assert.Equal((4, true), (page.Count, page.Items is null or { Count: 0 }));
    }

    [Fact]
    public async Task An_eventual_read_costs_half_a_unit_and_a_consistent_one_a_whole()
    {
        await FillAsync(2);
        QueryRequest request = new() { KeyConditionExpression = "h = :h", ReturnConsumedCapacity = "TOTAL", ExpressionAttributeValues = Item((":h", S("a"))) };
        Assert.Equal(0.5, (await QueryAsync(request)).ConsumedCapacity.CapacityUnits);
        request.ConsistentRead = true;
        Assert.Equal(1, (await QueryAsync(request)).ConsumedCapacity.CapacityUnits);
    }

    private static string Places(QueryResponse page) => string.Join(' ', page.Items.Select(item => item["r"].N));

    private Task<QueryResponse> QueryAsync(QueryRequest request)
    {
        request.TableName = _table;
        return fixture.Client.QueryAsync(request, Token);
    }

    private async Task FillAsync(int count)
    {
        await fixture.Client.MakeAsync(_table);
        for (var r = 1; r <= count; r++)
        {
            await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("r", N(r)), ("even", new() { BOOL = r % 2 == 0 })), Token);
            await fixture.Client.PutItemAsync(_table, Item(("h", S("b")), ("r", N(r))), Token);
        }
    }
}
