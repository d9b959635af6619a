using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Holdfast.Tables.Tests.Sdk;

/// <summary>Tables and items for tests, in few words.</summary>
internal static class Tables
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static AttributeValue S(string text) => new(text);

    public static AttributeValue N(long number) => new() { N = number.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    public static AttributeValue N(string number) => new() { N = number };

    public static Dictionary<string, AttributeValue> Item(params (string Name, AttributeValue Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);

    /// <summary>A table with the key h (S), or h and r (N), and with indexes if wanted.</summary>
    public static async Task MakeAsync(
        this AmazonDynamoDBClient client, string name, bool hasRange = true, List<LocalSecondaryIndex>? locals = null, List<GlobalSecondaryIndex>? globals = null, params (string Name, string Type)[] more)
    {
        List<AttributeDefinition> attributes = [new("h", ScalarAttributeType.S), .. more.Select(one => new AttributeDefinition(one.Name, one.Type))];
        List<KeySchemaElement> key = [new("h", KeyType.HASH)];
        if (hasRange)
        {
            attributes.Add(new("r", ScalarAttributeType.N));
            key.Add(new("r", KeyType.RANGE));
        }

        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name, BillingMode = BillingMode.PAY_PER_REQUEST, AttributeDefinitions = attributes, KeySchema = key,
                LocalSecondaryIndexes = locals, GlobalSecondaryIndexes = globals,
            },
            Token);
    }

    /// <summary>Asks until a deleted table is gone; the server removes its items meanwhile.</summary>
    public static async Task GoneAsync(this AmazonDynamoDBClient client, string name)
    {
        for (var asked = 0; asked < 1000; asked++)
        {
            try
            {
                await client.DescribeTableAsync(name, Token);
            }
            catch (ResourceNotFoundException)
            {
                return;
            }
        }

        Assert.Fail("the table is still there");
    }

    public static GlobalSecondaryIndex Global(string name, string hash, string? range = null, string projection = "ALL", params string[] included) => new()
    {
        IndexName = name,
        KeySchema = range is null ? [new(hash, KeyType.HASH)] : [new(hash, KeyType.HASH), new(range, KeyType.RANGE)],
        Projection = new() { ProjectionType = projection, NonKeyAttributes = included.Length == 0 ? null : [.. included] },
    };

    public static LocalSecondaryIndex Local(string name, string range, string projection = "ALL", params string[] included) => new()
    {
        IndexName = name,
        KeySchema = [new("h", KeyType.HASH), new(range, KeyType.RANGE)],
        Projection = new() { ProjectionType = projection, NonKeyAttributes = included.Length == 0 ? null : [.. included] },
    };

    /// <summary>The error that a call is answered with: its type and its message.</summary>
    public static async Task<string> FaultAsync(Func<Task> call)
    {
        var fault = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(call);
        return $"{fault.ErrorCode}: {fault.Message}";
    }
}
