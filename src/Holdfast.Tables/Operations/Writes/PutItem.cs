using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>Puts an item in place of the one with its key, if there is one.</summary>
internal sealed class PutItem(TablesContext context, ItemWriter writer) : Operation("PutItem", new("PutItemInput", WriteShapes.Of(WriteShapes.Item)))
{
    public override ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!RequestItems.TryRead(request, "Item", out var item, out var error))
        {
            return new(error);
        }

        if (request.GetText("ReturnValues") is not (null or "NONE" or "ALL_OLD"))
        {
            return new(TableError.Validation("ReturnValues can only be ALL_OLD or NONE"));
        }

        if (ItemRules.CheckSize(item) is { } tooLarge)
        {
            return new(tooLarge);
        }

        return RequestExpressions.TryRead(request, ExpressionRules.Write, out var expressions, out error)
            ? context.WithTableAsync(request, table => WriteAsync(request, table, item, expressions, cancellationToken), cancellationToken)
            : new(error);
    }

    private async ValueTask<Outcome?> WriteAsync(
        JsonElement request, Table table, Item item, RequestExpressions expressions, CancellationToken cancellationToken)
    {
        if ((RequestItems.CheckItem(table, item) ?? IndexChanges.Check(table.Definition, item)) is { } error)
        {
            return error;
        }

        var returnsOld = request.GetText("ReturnValues") == "ALL_OLD";
        var put = new ItemPut(table, item)
        {
            Condition = expressions.Condition is { } condition ? condition.Holds : null,
            ReturnsItemOnFailure = request.GetText("ReturnValuesOnConditionCheckFailure") == "ALL_OLD",
            WantsOld = returnsOld || CapacityRequest.Read(request) != CapacityKind.None,
        };
        var result = await writer.WriteAsync(put, cancellationToken);
        return result.Verdict == WriteVerdict.TableChanged
            ? default(Outcome?)
            : WriteAnswer.Of(request, put, result, decision => returnsOld ? decision.Before : null);
    }
}
