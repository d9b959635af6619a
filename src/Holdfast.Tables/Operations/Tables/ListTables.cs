using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Tells the names of tables, a page at a time, in their order.</summary>
internal sealed class ListTables(TablesContext context) : Operation("ListTables", _input)
{
    private const int MaxLimit = 100;

    private static readonly StructShape _input = new(
        "ListTablesInput", [new("ExclusiveStartTableName", TableNames.Index), new("Limit", new WholeShape("Integer", 1, MaxLimit))]);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        var limit = (int)(request.GetWhole("Limit") ?? MaxLimit);
        var (names, more) = await context.Catalog.ListAsync(request.GetText("ExclusiveStartTableName"), limit, cancellationToken);
        return Outcome.Of(writer =>
        {
            writer.WriteStartArray("TableNames"u8);
            foreach (var name in names)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            if (more)
            {
                writer.WriteString("LastEvaluatedTableName"u8, names[^1]);
            }
        });
    }
}
