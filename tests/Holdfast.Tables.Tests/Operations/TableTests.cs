using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Holdfast.Tables.Tests.Sdk;
using static Holdfast.Tables.Tests.Sdk.Tables;

namespace Holdfast.Tables.Tests.Operations;

public sealed class TableTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly string _table = fixture.NewName();

    [Fact]
    public async Task A_table_is_described_as_it_was_made()
    {
        await fixture.Client.MakeAsync(_table, locals: [Local("by-s", "s")], globals: [Global("by-s-r", "s", "r", "INCLUDE", "p")], more: [("s", "S")]);
        var table = (await fixture.Client.DescribeTableAsync(_table, Token)).Table;
        Assert.Equal((_table, TableStatus.ACTIVE, BillingMode.PAY_PER_REQUEST), (table.TableName, table.TableStatus, table.BillingModeSummary.BillingMode));
        Assert.Equal("h:HASH r:RANGE", string.Join(' ', table.KeySchema.Select(key => $"{key.AttributeName}:{key.KeyType}")));
        Assert.Equal($"arn:aws:dynamodb:us-east-1:000000000000:table/{_table}/index/by-s", Assert.Single(table.LocalSecondaryIndexes).IndexArn);
        Assert.Equal(("INCLUDE", "p"), (table.GlobalSecondaryIndexes[0].Projection.ProjectionType.Value, Assert.Single(table.GlobalSecondaryIndexes[0].Projection.NonKeyAttributes)));
    }

    [Fact]
    public async Task A_name_is_taken_once_and_free_again_after_deletion()
    {
        await fixture.Client.MakeAsync(_table);
        Assert.Equal($"ResourceInUseException: Table already exists: {_table}", await FaultAsync(() => fixture.Client.MakeAsync(_table)));
        await fixture.Client.PutItemAsync(_table, Item(("h", S("a")), ("r", N(1))), Token);
        await fixture.Client.DeleteTableAsync(_table, Token);
        Assert.Equal("ResourceNotFoundException: Requested resource not found", await FaultAsync(() => fixture.Client.ScanAsync(new ScanRequest(_table), Token)));
        await fixture.Client.GoneAsync(_table);
        await fixture.Client.MakeAsync(_table);
        Assert.Equal(0, (await fixture.Client.ScanAsync(new ScanRequest(_table), Token)).Count);
    }

    [Theory]
    [InlineData("ab", "TableName must be at least 3 characters long and at most 255 characters long")]
    [InlineData("a;b", "1 validation error detected: Value 'a;b' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")]
    public async Task Names_have_3_to_255_characters_of_a_few_kinds_at_creation(string name, string message) =>
        Assert.Equal($"ValidationException: {message}", await FaultAsync(() => fixture.Client.MakeAsync(name)));

    [Fact]
    public async Task Several_faults_are_told_together_with_their_number()
    {
        var fault = await FaultAsync(() => fixture.Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = "x;y", BillingMode = "FREE", AttributeDefinitions = [new("h", "X")], KeySchema = [new("h", "HASH")],
            },
            Token));
        Assert.StartsWith("ValidationException: 3 validation errors detected: Value 'X' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: "
            + "Member must satisfy enum value set: [B, N, S]; ", fault);
    }

    [Fact]
    public async Task A_key_without_definition_and_a_definition_without_key_are_refused()
    {
        Assert.Equal(
            "ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. "
            + "Keys: [h], AttributeDefinitions: [x]",
            await FaultAsync(() => MakeAsync([new("x", "S")], [new("h", "HASH")])));
        Assert.Equal(
            "ValidationException: One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes "
            + "defined in AttributeDefinitions",
            await FaultAsync(() => MakeAsync([new("h", "S"), new("x", "S")], [new("h", "HASH")])));
    }

    [Fact]
    public async Task A_protected_table_is_not_deleted_until_protection_is_off()
    {
        await fixture.Client.MakeAsync(_table);
        await fixture.Client.UpdateTableAsync(new UpdateTableRequest { TableName = _table, DeletionProtectionEnabled = true }, Token);
        Assert.Contains("protected against deletion", await FaultAsync(() => fixture.Client.DeleteTableAsync(_table, Token)));
        await fixture.Client.UpdateTableAsync(new UpdateTableRequest { TableName = _table, DeletionProtectionEnabled = false }, Token);
        await fixture.Client.DeleteTableAsync(_table, Token);
    }

    [Fact]
    public async Task Billing_can_be_changed_and_needs_its_throughput()
    {
        await fixture.Client.MakeAsync(_table);
        Assert.Contains("ProvisionedThroughput must be specified", await FaultAsync(() => fixture.Client.UpdateTableAsync(
            new UpdateTableRequest { TableName = _table, BillingMode = "PROVISIONED" }, Token)));
        var changed = await fixture.Client.UpdateTableAsync(
            new UpdateTableRequest { TableName = _table, BillingMode = "PROVISIONED", ProvisionedThroughput = new(3, 4) }, Token);
        Assert.Equal((3, 4), (changed.TableDescription.ProvisionedThroughput.ReadCapacityUnits, changed.TableDescription.ProvisionedThroughput.WriteCapacityUnits));
    }

    [Fact]
    public async Task What_cannot_be_changed_yet_is_refused_clearly()
    {
        await fixture.Client.MakeAsync(_table);
        Assert.Contains("GlobalSecondaryIndexUpdates is not supported here yet", await FaultAsync(() => fixture.Client.UpdateTableAsync(
            new UpdateTableRequest { TableName = _table, GlobalSecondaryIndexUpdates = [new() { Delete = new() { IndexName = "any" } }] }, Token)));
    }

    [Fact]
    public async Task Tags_are_set_told_and_removed()
    {
        await fixture.Client.MakeAsync(_table);
        var arn = (await fixture.Client.DescribeTableAsync(_table, Token)).Table.TableArn;
        await fixture.Client.TagResourceAsync(new TagResourceRequest { ResourceArn = arn, Tags = [new() { Key = "a", Value = "1" }, new() { Key = "b", Value = "2" }] }, Token);
        await fixture.Client.UntagResourceAsync(new UntagResourceRequest { ResourceArn = arn, TagKeys = ["a"] }, Token);
        Assert.Equal("2", Assert.Single((await fixture.Client.ListTagsOfResourceAsync(new ListTagsOfResourceRequest { ResourceArn = arn }, Token)).Tags).Value);
    }

    [Fact]
    public async Task Time_to_live_is_on_one_attribute_until_it_is_off()
    {
        await fixture.Client.MakeAsync(_table);
        Task SetAsync(string attribute, bool isEnabled) => fixture.Client.UpdateTimeToLiveAsync(
            new UpdateTimeToLiveRequest { TableName = _table, TimeToLiveSpecification = new() { AttributeName = attribute, Enabled = isEnabled } }, Token);
        await SetAsync("ends", true);
        Assert.Contains("already enabled", await FaultAsync(() => SetAsync("ends", true)));
        Assert.Contains("current AttributeName is ends", await FaultAsync(() => SetAsync("other", false)));
        var description = (await fixture.Client.DescribeTimeToLiveAsync(_table, Token)).TimeToLiveDescription;
        Assert.Equal((TimeToLiveStatus.ENABLED, "ends"), (description.TimeToLiveStatus, description.AttributeName));
        await SetAsync("ends", false);
    }

    [Fact]
    public async Task Names_come_in_pages_in_their_order()
    {
        await using var server = await TestServer.OnMemoryAsync();
        foreach (var name in (string[])["ccc", "aaa", "bbb"])
        {
            await server.Client.MakeAsync(name);
        }

        var first = await server.Client.ListTablesAsync(new ListTablesRequest { Limit = 2 }, Token);
        Assert.Equal(("aaa bbb", "bbb"), (string.Join(' ', first.TableNames), first.LastEvaluatedTableName));
        var rest = await server.Client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = first.LastEvaluatedTableName }, Token);
        Assert.Equal(("ccc", null), (string.Join(' ', rest.TableNames), rest.LastEvaluatedTableName));
    }

    [Fact]
    public async Task A_table_deleted_elsewhere_takes_no_more_writes_here()
    {
        await using var store = new Holdfast.Store.Memory.MemoryStore(Holdfast.Store.RocksDb.RocksDbStore.DefaultLimits);
        await using var one = await TestServer.StartAsync(store);
        await using var other = await TestServer.StartAsync(store);
        await one.Client.MakeAsync("shared");
        await one.Client.PutItemAsync("shared", Item(("h", S("a")), ("r", N(1))), Token);
        await other.Client.DeleteTableAsync("shared", Token);
        Assert.StartsWith("ResourceNotFoundException", await FaultAsync(() => one.Client.PutItemAsync("shared", Item(("h", S("a")), ("r", N(1))), Token)));
    }

    private Task<CreateTableResponse> MakeAsync(List<AttributeDefinition> attributes, List<KeySchemaElement> key) => fixture.Client.CreateTableAsync(
        new CreateTableRequest { TableName = _table, BillingMode = BillingMode.PAY_PER_REQUEST, AttributeDefinitions = attributes, KeySchema = key }, Token);
}
