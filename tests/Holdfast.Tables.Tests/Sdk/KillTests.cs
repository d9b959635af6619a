using System.Diagnostics;
using Amazon.DynamoDBv2.Model;
using Holdfast.Store.RocksDb;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Sdk;

/// <summary>A server that is a process of its own, killed without warning while clients write.</summary>
public sealed class KillTests : IDisposable
{
    private const string Variable = "HOLDFAST_TEST_SERVE_FROM";
    private const string Ready = "ready ";
    private const int Writers = 4;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-tables-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Acknowledged_writes_are_there_after_kill_9_and_entries_agree_with_their_items()
    {
        var acknowledged = new int[Writers];
        using (var process = Start())
        {
            using var client = new Amazon.DynamoDBv2.AmazonDynamoDBClient(
                new Amazon.Runtime.BasicAWSCredentials(TestServer.Key.Id, TestServer.Key.Secret),
                new Amazon.DynamoDBv2.AmazonDynamoDBConfig { ServiceURL = await AddressAsync(process), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
            await client.MakeAsync("kept", globals: [Global("by-g", "g")], more: [("g", "S")]);
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(client, process, writer, acknowledged)));
            await process.WaitForExitAsync(Token);
        }

        await using var server = await TestServer.StartAsync(RocksDbStore.Open(_directory.FullName));
        for (var writer = 0; writer < Writers; writer++)
        {
            QueryRequest request = new() { TableName = "kept", KeyConditionExpression = "h = :h", ExpressionAttributeValues = Item((":h", S($"{writer}"))) };
            var items = (await server.Client.QueryAsync(request, Token)).Items.Select(item => int.Parse(item["r"].N)).ToArray();
            Assert.InRange(items.Length, acknowledged[writer], acknowledged[writer] + 1); // at most what was under way
            Assert.Equal(Enumerable.Range(1, items.Length), items);
            QueryRequest indexed = new() { TableName = "kept", IndexName = "by-g", KeyConditionExpression = "g = :h", ExpressionAttributeValues = Item((":h", S($"{writer}"))) };
            Assert.Equal(items, (await server.Client.QueryAsync(indexed, Token)).Items.Select(item => int.Parse(item["r"].N)).Order());
        }
    }

    [Fact(Explicit = true)]
    public async Task Serves_until_it_is_killed()
    {
        var directory = Environment.GetEnvironmentVariable(Variable);
        Assert.NotNull(directory);
        await using var server = await TestServer.StartAsync(RocksDbStore.Open(directory));
        await Console.Out.WriteLineAsync($"{Ready}{server.Address}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);
    }

    private static async Task WriteAsync(Amazon.DynamoDBv2.AmazonDynamoDBClient client, Process process, int writer, int[] acknowledged)
    {
        try
        {
            while (true)
            {
                var next = acknowledged[writer] + 1;
                await client.PutItemAsync("kept", Item(("h", S($"{writer}")), ("r", N(next)), ("g", S($"{writer}")), ("p", S(new string('x', 500)))), Token);
                acknowledged[writer] = next;
                if (next == 100)
                {
                    process.Kill();
                }
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or Amazon.Runtime.AmazonClientException)
        {
            // The server is dead.
        }
    }

    private Process Start() => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-method", $"*{nameof(KillTests)}.{nameof(Serves_until_it_is_killed)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Variable] = _directory.FullName },
        })!;

    private static async Task<string> AddressAsync(Process process)
    {
        while (true)
        {
            var line = await process.StandardOutput.ReadLineAsync(Token);
            Assert.NotNull(line);
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                return line[Ready.Length..];
            }
        }
    }
}
