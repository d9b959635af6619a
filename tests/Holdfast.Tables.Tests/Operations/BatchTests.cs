using Amazon.DynamoDBv2.Model;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Operations;

public sealed class BatchTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _table = fixture.NewName();

    [Fact]
    public async Task A_batch_puts_and_removes_and_another_reads_what_is_there()
    {
        await fixture.Client.MakeAsync(_table);
        await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("r", N(0))), Token);
        var written = await fixture.Client.BatchWriteItemAsync(
            new BatchWriteItemRequest { RequestItems = new() { [_table] = [.. Puts(1, 24), new(new DeleteRequest(Item(("h", S("a")), ("r", N(0)))))] } }, Token);
        Assert.True(written.UnprocessedItems is null or { Count: 0 });
        var read = await fixture.Client.BatchGetItemAsync(
            new BatchGetItemRequest
            {
                RequestItems = new() { [_table] = new() { Keys = [.. Enumerable.Range(0, 100).Select(r => Item(("h", S("a")), ("r", N(r))))], ProjectionExpression = "r" } },
                ReturnConsumedCapacity = "TOTAL",
            },
            Token);
        Assert.Equal(Enumerable.Range(1, 24), read.Responses[_table].Select(item => int.Parse(item["r"].N)).Order());
        Assert.Equal(50, Assert.Single(read.ConsumedCapacity).CapacityUnits); // half a unit each, there or not
    }

    [Fact]
    public async Task Twenty_six_writes_and_a_hundred_and_one_gets_are_too_many()
    {
        await fixture.Client.MakeAsync(_table);
        Assert.Contains("Member must have length less than or equal to 25", await FaultAsync(() => fixture.Client.BatchWriteItemAsync(
            new BatchWriteItemRequest { RequestItems = new() { [_table] = Puts(0, 26) } }, Token)));
        Assert.Contains("Member must have length less than or equal to 100", await FaultAsync(() => fixture.Client.BatchGetItemAsync(
            new BatchGetItemRequest { RequestItems = new() { [_table] = new() { Keys = [.. Enumerable.Range(0, 101).Select(r => Item(("h", S("a")), ("r", N(r))))] } } }, Token)));
    }

    [Fact]
    public async Task Duplicates_are_rejected_after_canonical_form()
    {
        await fixture.Client.MakeAsync(_table);
        const string Duplicates = "ValidationException: Provided list of item keys contains duplicates";
        var (one, same) = (Item(("h", S("a")), ("r", N("1000"))), Item(("h", S("a")), ("r", N("1e3"))));
        Assert.Equal(Duplicates, await FaultAsync(() => fixture.Client.BatchWriteItemAsync(
            new BatchWriteItemRequest { RequestItems = new() { [_table] = [new(new PutRequest(one)), new(new DeleteRequest(same))] } }, Token)));
        Assert.Equal(Duplicates, await FaultAsync(() => fixture.Client.BatchGetItemAsync(
            new BatchGetItemRequest { RequestItems = new() { [_table] = new() { Keys = [one, same] } } }, Token)));
    }

    [Fact]
    public async Task What_exceeds_16_MB_is_returned_as_unprocessed_and_can_be_asked_for_again()
    {
        await fixture.Client.MakeAsync(_table);
        for (var r = 0; r < 50; r++)
        {
            await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("r", N(r)), ("p", S(new string('x', 390_000)))), Token);
        }

        Dictionary<string, KeysAndAttributes> left = new() { [_table] = new() { Keys = [.. Enumerable.Range(0, 50).Select(r => Item(("h", S("a")), ("r", N(r))))] } };
        List<int> counts = [];
        while (left.Count > 0)
        {
            var answer = await fixture.Client.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = left }, Token);
            counts.Add(answer.Responses[_table].Count);
            left = answer.UnprocessedKeys ?? [];
        }

        Assert.Equal([44, 6], counts);
    }

    private static List<WriteRequest> Puts(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(r => new WriteRequest(new PutRequest(Item(("h", S("a")), ("r", N(r))))))];
}
