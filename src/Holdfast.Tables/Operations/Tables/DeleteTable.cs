using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Deletes a table. It serves no more once this has answered; its items are removed after.</summary>
internal sealed class DeleteTable(TablesContext context, TableRemoval removal) : Operation("DeleteTable", _input)
{
    private static readonly StructShape _input = new("DeleteTableInput", [TableShapes.Name]) { First = TableNames.CheckFirst };

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!TableNames.TryResolve(request.GetText("TableName")!, out var name))
        {
            return TableNames.Invalid();
        }

        var change = await context.Catalog.ChangeAsync(
            name,
            table => table.Status == TableStatus.Deleting ? new(Error: CatalogErrors.BeingDeleted(name))
                : table.DeletionProtection ? new(Error: CatalogErrors.Protected(context.ArnOf(name)))
                : new(table with { Status = TableStatus.Deleting }),
            cancellationToken);
        if (change.Error is { } error)
        {
            return error;
        }

        removal.Begin(change.Table!);
        return Outcome.Of(writer => TableDescription.Write(writer, "TableDescription", change.Table!.Definition, context.ArnOf(name)));
    }
}
