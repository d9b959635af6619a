using Amazon.DynamoDBv2.Model;
using CsCheck;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Sdk;

/// <summary>Random operations on a table with two indexes, beside a dictionary that says what must come of them.</summary>
public sealed class ModelTests
{
    private enum Kind
    {
        Put, Delete, Add, Move, Query, Index, Scan,
    }

    private static readonly Gen<(Kind Kind, int H, int R, int Value)[]> _operations = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 3]).Array[10, 60];

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 6)]
    public async Task A_table_agrees_with_a_dictionary(bool onDisk, int runs)
    {
        await using var server = onDisk ? await TestServer.OnRocksDbAsync() : await TestServer.OnMemoryAsync();
        var run = 0;
        await _operations.SampleAsync(
            async operations =>
            {
                var table = $"model-{Interlocked.Increment(ref run)}";
                await server.Client.MakeAsync(
                    table, locals: [Local("by-v", "v", "KEYS_ONLY")], globals: [Global("by-g", "g", "v")], more: [("g", "S"), ("v", "N")]);
                await CheckAsync(new(server, table), operations);
            },
            iter: runs,
            threads: 1);
    }

    private static async Task CheckAsync(Model model, (Kind Kind, int H, int R, int Value)[] operations)
    {
        foreach (var (kind, h, r, value) in operations)
        {
            switch (kind)
            {
                case Kind.Put: await model.PutAsync(h, r, value); break;
                case Kind.Delete: await model.DeleteAsync(h, r); break;
                case Kind.Add: await model.AddAsync(h, r, value); break;
                case Kind.Move: await model.MoveAsync(h, r, value); break;
                case Kind.Query: await model.QueryAsync(h, r, value % 2 == 0); break;
                case Kind.Index: await model.QueryIndexAsync(value); break;
                default: await model.ScanAsync(value + 1); break;
            }
        }

        for (var value = 0; value <= 3; value++)
        {
            await model.QueryIndexAsync(value);
        }

        await model.ScanAsync(2);
    }

    /// <summary>By key: the attribute v, if it has one, and the attribute g, if it has one.</summary>
    private sealed class Model(TestServer server, string table)
    {
        private readonly SortedDictionary<(int H, int R), (int? V, string? G)> _items = [];

        public async Task PutAsync(int h, int r, int value)
        {
            var item = Key(h, r);
            if (value > 0)
            {
                item["v"] = N(value);
            }

            if (value > 1)
            {
                item["g"] = S($"g{value}");
            }

            await server.Client.PutItemAsync(table, item, Token);
            _items[(h, r)] = (value > 0 ? value : null, value > 1 ? $"g{value}" : null);
        }

        public async Task DeleteAsync(int h, int r)
        {
            var old = (await server.Client.DeleteItemAsync(new DeleteItemRequest { TableName = table, Key = Key(h, r), ReturnValues = "ALL_OLD" }, Token)).Attributes;
            Assert.Equal(_items.Remove((h, r), out var had) ? had.V : null, Value(old));
        }

        public async Task AddAsync(int h, int r, int value)
        {
            var answer = await server.Client.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table, Key = Key(h, r), UpdateExpression = "ADD v :n", ReturnValues = "ALL_NEW", ExpressionAttributeValues = Item((":n", N(value))),
                },
                Token);
            var (v, g) = _items.GetValueOrDefault((h, r));
            _items[(h, r)] = ((v ?? 0) + value, g);
            Assert.Equal((v ?? 0) + value, Value(answer.Attributes));
        }

        // Of two items the values change places, if both are there.
        public async Task MoveAsync(int h, int r, int value)
        {
            var (one, other) = ((h, r), (2 - h, value));
            if (one == other)
            {
                return;
            }

            TransactWriteItem Set((int H, int R) key) => new()
            {
                Update = new()
                {
                    TableName = table, Key = Key(key.H, key.R), UpdateExpression = "SET g = :g", ConditionExpression = "attribute_exists(h)",
                    ExpressionAttributeValues = Item((":g", S("moved"))),
                },
            };
            var isThere = _items.ContainsKey(one) && _items.ContainsKey(other);
            try
            {
                await server.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [Set(one), Set(other)] }, Token);
                Assert.True(isThere);
                _items[one] = (_items[one].V, "moved");
                _items[other] = (_items[other].V, "moved");
            }
            catch (TransactionCanceledException)
            {
                Assert.False(isThere);
            }
        }

        public async Task QueryAsync(int h, int from, bool forward)
        {
            var page = await server.Client.QueryAsync(
                new QueryRequest
                {
                    TableName = table, KeyConditionExpression = "h = :h AND r >= :r", ScanIndexForward = forward,
                    ExpressionAttributeValues = Item((":h", S($"{h}")), (":r", N(from))),
                },
                Token);
            var expected = _items.Where(item => item.Key.H == h && item.Key.R >= from).Select(item => (item.Key.R, item.Value.V));
            Assert.Equal(forward ? expected : expected.Reverse(), page.Items.Select(item => (int.Parse(item["r"].N), Value(item))));
        }

        public async Task QueryIndexAsync(int value)
        {
            foreach (var g in (string[])[$"g{value}", "moved"])
            {
                var page = await server.Client.QueryAsync(
                    new QueryRequest { TableName = table, IndexName = "by-g", KeyConditionExpression = "g = :g", ExpressionAttributeValues = Item((":g", S(g))) }, Token);
                Assert.Equal(page.Items.Select(Value).Order(), page.Items.Select(Value));
                Assert.Equal(
                    _items.Where(item => item.Value.G == g && item.Value.V is not null).Select(item => (item.Key.H, item.Key.R)),
                    page.Items.Select(item => (int.Parse(item["h"].S), int.Parse(item["r"].N))).Order());
            }

            var local = await server.Client.QueryAsync(
                new QueryRequest
                {
                    TableName = table, IndexName = "by-v", KeyConditionExpression = "h = :h AND v >= :v", ExpressionAttributeValues = Item((":h", S("1")), (":v", N(value))),
                },
                Token);
            Assert.Equal(
                _items.Where(item => item.Key.H == 1 && item.Value.V >= value).Select(item => item.Key.R), local.Items.Select(item => int.Parse(item["r"].N)).Order());
        }

        public async Task ScanAsync(int segments)
        {
            List<(int H, int R)> seen = [];
            for (var segment = 0; segment < segments; segment++)
            {
                Dictionary<string, AttributeValue>? start = null;
                do
                {
                    var page = await server.Client.ScanAsync(
                        new ScanRequest { TableName = table, Segment = segment, TotalSegments = segments, Limit = 3, ExclusiveStartKey = start }, Token);
                    seen.AddRange(page.Items.Select(item => (int.Parse(item["h"].S), int.Parse(item["r"].N))));
                    start = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
                }
                while (start is not null);
            }

            Assert.Equal(_items.Keys, seen.Order());
        }

        private static Dictionary<string, AttributeValue> Key(int h, int r) => Item(("h", S($"{h}")), ("r", N(r)));

        private static int? Value(Dictionary<string, AttributeValue>? item) => item?.TryGetValue("v", out var v) == true ? int.Parse(v.N) : null;
    }
}
