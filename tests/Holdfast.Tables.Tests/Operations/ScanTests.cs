using Amazon.DynamoDBv2.Model;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Operations;

public sealed class ScanTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _table = fixture.NewName();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Segments_together_have_every_item_once(int total)
    {
        await FillAsync(50);
        var segments = total > 50 ? Enumerable.Range(0, 20).Select(at => at * (total / 20)) : Enumerable.Range(0, total);
        List<string> seen = [];
        foreach (var segment in segments)
        {
            Dictionary<string, AttributeValue>? start = null;
            do
            {
                var page = await fixture.Client.ScanAsync(
                    new ScanRequest { TableName = _table, Segment = segment, TotalSegments = total, Limit = 7, ExclusiveStartKey = start }, Token);
                seen.AddRange(page.Items.Select(item => item["h"].S));
                start = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
            }
            while (start is not null);
        }

        if (total <= 50)
        {
            Assert.Equal(Enumerable.Range(0, 50).Select(at => $"{at}").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        }
        else
        {
            Assert.Equal(seen.Distinct(), seen);
        }
    }

    [Fact]
    public async Task Segment_and_TotalSegments_come_only_together()
    {
        await FillAsync(0);
        Assert.Equal(
            "ValidationException: The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
            await FaultAsync(() => fixture.Client.ScanAsync(new ScanRequest { TableName = _table, Segment = 0 }, Token)));
        Assert.Equal(
            "ValidationException: The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
            await FaultAsync(() => fixture.Client.ScanAsync(new ScanRequest { TableName = _table, TotalSegments = 2 }, Token)));
    }

    [Fact]
    public async Task Segment_must_be_below_TotalSegments()
    {
        await FillAsync(0);
        Assert.Equal(
            "ValidationException: The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2",
            await FaultAsync(() => fixture.Client.ScanAsync(new ScanRequest { TableName = _table, Segment = 2, TotalSegments = 2 }, Token)));
    }

    [Fact]
    public async Task A_start_key_of_another_segment_is_refused()
    {
        await FillAsync(20);
        var other = await fixture.Client.ScanAsync(new ScanRequest { TableName = _table, Segment = 1, TotalSegments = 2, Limit = 1 }, Token);
        Assert.StartsWith(
            "ValidationException: The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.",
            await FaultAsync(() => fixture.Client.ScanAsync(
                new ScanRequest { TableName = _table, Segment = 0, TotalSegments = 2, ExclusiveStartKey = other.LastEvaluatedKey }, Token)));
    }

    private async Task FillAsync(int count)
    {
        await fixture.Client.MakeAsync(_table, hasRange: false);
        for (var at = 0; at < count; at++)
        {
            await fixture.Client.PutItemAsync(_table, Item(("h", S($"{at}"))), Token);
        }
    }
}
