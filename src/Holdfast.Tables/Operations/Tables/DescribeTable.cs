using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Tells what a table is.</summary>
internal sealed class DescribeTable(TablesContext context) : Operation("DescribeTable", _input)
{
    private static readonly StructShape _input = new("DescribeTableInput", [TableShapes.Name]) { First = TableNames.CheckFirst };

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!TableNames.TryResolve(request.GetText("TableName")!, out var name))
        {
            return TableNames.Invalid();
        }

        return await context.Catalog.ReadAsync(name, cancellationToken) is { } table
            ? Outcome.Of(writer => TableDescription.Write(writer, "Table", table.Definition, context.ArnOf(name)))
            : CatalogErrors.NotFound(name);
    }
}
