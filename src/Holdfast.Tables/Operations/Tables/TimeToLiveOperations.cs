using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Says which attribute ends items, or that none does.</summary>
internal sealed class UpdateTimeToLive(TablesContext context) : Operation("UpdateTimeToLive", _input)
{
    private static readonly StructShape _input = new(
        "UpdateTimeToLiveInput",
        [
            new("TableName", TableNames.Reference, IsRequired: true),
            new(
                "TimeToLiveSpecification",
                Shape.Struct(
                    "TimeToLiveSpecification",
                    new("Enabled", Shape.Flag, IsRequired: true),
                    new("AttributeName", new TextShape { Least = 1, Most = 255 }, IsRequired: true)),
                IsRequired: true),
        ]);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!TableNames.TryResolve(request.GetText("TableName")!, out var name))
        {
            return TableNames.Invalid();
        }

        var specification = request.GetMember("TimeToLiveSpecification")!.Value;
        var (attribute, isEnabled) = (specification.GetText("AttributeName")!, specification.GetFlag("Enabled")!.Value);
        var change = await context.Catalog.ChangeAsync(name, table => Decide(table, attribute, isEnabled), cancellationToken);
        return change.Error is { } error
            ? error
            : Outcome.Of(writer =>
            {
                writer.WriteStartObject("TimeToLiveSpecification"u8);
                writer.WriteBoolean("Enabled"u8, isEnabled);
                writer.WriteString("AttributeName"u8, attribute);
                writer.WriteEndObject();
            });
    }

    private static DefinitionChange Decide(TableDefinition table, string attribute, bool isEnabled) => (table.TimeToLive, isEnabled) switch
    {
        _ when table.Status == TableStatus.Deleting => new(Error: CatalogErrors.BeingDeleted(table.Name)),
        (null, false) => new(Error: TableError.Validation("TimeToLive is already disabled")),
        (null, true) => new(table with { TimeToLive = new(attribute) }),
        ({ } active, true) when active.Attribute == attribute => new(Error: TableError.Validation("TimeToLive is already enabled")),
        ({ } active, _) when active.Attribute != attribute => new(Error: TableError.Validation(
            $"TimeToLive is active on a different AttributeName: current AttributeName is {active.Attribute}")),
        _ => new(table with { TimeToLive = null }),
    };
}

/// <summary>Tells which attribute ends items.</summary>
internal sealed class DescribeTimeToLive(TablesContext context)
    : Operation("DescribeTimeToLive", new("DescribeTimeToLiveInput", [new("TableName", TableNames.Reference, IsRequired: true)]))
{
    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!TableNames.TryResolve(request.GetText("TableName")!, out var name))
        {
            return TableNames.Invalid();
        }

        return await context.Catalog.ReadAsync(name, cancellationToken) is { } table
            ? Outcome.Of(writer =>
            {
                writer.WriteStartObject("TimeToLiveDescription"u8);
                writer.WriteString("TimeToLiveStatus"u8, table.Definition.TimeToLive is null ? "DISABLED" : "ENABLED");
                if (table.Definition.TimeToLive is { } active)
                {
                    writer.WriteString("AttributeName"u8, active.Attribute);
                }

                writer.WriteEndObject();
            })
            : CatalogErrors.NotFound(name);
    }
}
