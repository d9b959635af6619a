using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Changes a table's billing, throughput, class or protection. Indexes, streams and replicas are refused: they cannot be changed yet.</summary>
internal sealed class UpdateTable(TablesContext context) : Operation("UpdateTable", _input)
{
    private static readonly string[] _notYet = ["GlobalSecondaryIndexUpdates", "ReplicaUpdates", "StreamSpecification", "SSESpecification"];

    private static readonly StructShape _input = new(
        "UpdateTableInput",
        [TableShapes.Attributes, TableShapes.Name, TableShapes.BillingMode, TableShapes.Throughput, TableShapes.Stream, TableShapes.Class, TableShapes.Protection])
    {
        First = TableNames.CheckFirst,
    };

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!TableNames.TryResolve(request.GetText("TableName")!, out var name))
        {
            return TableNames.Invalid();
        }

        if (_notYet.FirstOrDefault(member => request.TryGetMember(member, out _)) is { } member)
        {
            return TableError.Validation($"{member} is not supported here yet: indexes, streams, replicas and encryption are as the table was created");
        }

        var protection = request.GetFlag("DeletionProtectionEnabled");
        var tableClass = request.GetText("TableClass");
        var billing = request.GetText("BillingMode");
        var throughput = ReadThroughput(request);
        if (protection is null && tableClass is null && billing is null && throughput is null)
        {
            return TableError.Validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification "
                + "or ReplicaUpdates is required");
        }

        var change = await context.Catalog.ChangeAsync(
            name,
            table => table.Status == TableStatus.Deleting
                ? new(Error: CatalogErrors.BeingDeleted(name))
                : Bill(table, billing, throughput) is { Definition: { } billed }
                    ? new(billed with { DeletionProtection = protection ?? table.DeletionProtection, TableClass = tableClass ?? table.TableClass })
                    : Bill(table, billing, throughput),
            cancellationToken);
        return change.Error is { } error
            ? error
            : Outcome.Of(writer => TableDescription.Write(writer, "TableDescription", change.Table!.Definition, context.ArnOf(name)));
    }

    private static Throughput? ReadThroughput(JsonElement request) => request.TryGetMember("ProvisionedThroughput", out var given)
        ? new(given.GetWhole("ReadCapacityUnits")!.Value, given.GetWhole("WriteCapacityUnits")!.Value)
        : null;

    private DefinitionChange Bill(TableDefinition table, string? billing, Throughput? throughput)
    {
        switch (billing)
        {
            case "PAY_PER_REQUEST" when throughput is not null:
                return new(Error: TableError.InvalidParameter(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"));
            case "PAY_PER_REQUEST":
                return new(table.Throughput is null
                    ? table
                    : table with
                    {
                        Throughput = null,
                        HasBillingMode = true,
                        PayPerRequestSince = context.Time.GetUtcNow(),
                        Indexes = [.. table.Indexes.Select(index => index with { Throughput = null })],
                    });
            case "PROVISIONED" when throughput is null:
                return new(Error: TableError.InvalidParameter("ProvisionedThroughput must be specified when BillingMode is PROVISIONED"));
            case null when throughput is not null && table.Throughput is null:
                return new(Error: TableError.InvalidParameter(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"));
            case null when throughput is not null && throughput == table.Throughput:
                return new(Error: TableError.Validation(
                    $"The provisioned throughput for the table will not change. The requested value equals the current value. "
                    + $"Current ReadCapacityUnits provisioned for the table: {throughput.Read}. Requested ReadCapacityUnits: {throughput.Read}. "
                    + $"Current WriteCapacityUnits provisioned for the table: {throughput.Write}. Requested WriteCapacityUnits: {throughput.Write}. "
                    + "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."));
            default:
                return new(throughput is null
                    ? table
                    : table with { Throughput = throughput, HasBillingMode = table.HasBillingMode || billing is not null });
        }
    }
}
