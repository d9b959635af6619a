using System.Diagnostics;

namespace Holdfast.Tables.Tests.Sdk;

/// <summary>Amazon's client for JavaScript, as npm has it: another implementation of signing, retries and JSON.</summary>
public sealed class JavaScriptTests : IDisposable
{
    private const string Package = "@aws-sdk/client-dynamodb@3";

    private const string Script =
        """
        import * as db from '@aws-sdk/client-dynamodb'
        const client = new db.DynamoDBClient({ endpoint: process.argv[2], region: 'us-east-1', maxAttempts: 1,
          credentials: { accessKeyId: process.argv[3], secretAccessKey: process.argv[4] } })
        const TableName = 'script'
        await client.send(new db.CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'h', AttributeType: 'S' }, { AttributeName: 'r', AttributeType: 'N' }],
          KeySchema: [{ AttributeName: 'h', KeyType: 'HASH' }, { AttributeName: 'r', KeyType: 'RANGE' }] }))
        await db.waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 20 }, { TableName })
        for (let r = 0; r < 3; r++)
          await client.send(new db.PutItemCommand({ TableName, Item: { h: { S: 'ü' }, r: { N: `${r}` }, b: { B: new Uint8Array([0, 255]) } } }))
        const got = await client.send(new db.GetItemCommand({ TableName, Key: { h: { S: 'ü' }, r: { N: '1' } } }))
        const page = await client.send(new db.QueryCommand({ TableName, KeyConditionExpression: 'h = :h AND r > :r',
          ExpressionAttributeValues: { ':h': { S: 'ü' }, ':r': { N: '0' } } }))
        let fault
        try { await client.send(new db.PutItemCommand({ TableName, Item: got.Item, ConditionExpression: 'attribute_not_exists(h)' })) }
        catch (e) { fault = e.name }
        await client.send(new db.DeleteItemCommand({ TableName, Key: { h: { S: 'ü' }, r: { N: '1' } } }))
        const left = await client.send(new db.ScanCommand({ TableName }))
        await client.send(new db.DeleteTableCommand({ TableName }))
        await db.waitUntilTableNotExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 20 }, { TableName })
        console.log(`${[...got.Item.b.B]} ${page.Items.map(i => i.r.N)} ${fault} ${left.Count}`)
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-tables-js-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Amazons_client_for_JavaScript_makes_a_table_puts_gets_queries_and_deletes()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "package.json"), """{"type":"module"}""", Tables.Token);
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "client.js"), Script, Tables.Token);
        var (isInstalled, why) = await RunAsync("npm", "install", "--no-audit", "--no-fund", "--silent", "--prefer-offline", Package);
        Assert.SkipUnless(isInstalled, $"npm does not give {Package}: {why}");
        await using var server = await TestServer.OnMemoryAsync();
        var (isDone, output) = await RunAsync("node", "client.js", server.Address.ToString(), TestServer.Key.Id, TestServer.Key.Secret);
        Assert.Equal((true, "0,255 1,2 ConditionalCheckFailedException 2"), (isDone, output));
    }

    private async Task<(bool IsDone, string Output)> RunAsync(string program, params string[] arguments)
    {
        Process? process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = _directory.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
                Environment = { ["NODE_NO_WARNINGS"] = "1" }, // of the age of Debian's node
            });
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (false, missing.Message);
        }

        using (process)
        {
            var (output, errors) = (process!.StandardOutput.ReadToEndAsync(Tables.Token), process.StandardError.ReadToEndAsync(Tables.Token));
            await process.WaitForExitAsync(Tables.Token);
            return (process.ExitCode == 0, $"{await output}{await errors}".Trim());
        }
    }
}
