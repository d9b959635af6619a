using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>Removes an item, if there is one.</summary>
internal sealed class DeleteItem(TablesContext context, ItemWriter writer)
    : Operation("DeleteItem", new("DeleteItemInput", WriteShapes.Of(WriteShapes.Key)))
{
    public override ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!RequestItems.TryRead(request, "Key", out var key, out var error))
        {
            return new(error);
        }

        if (request.GetText("ReturnValues") is not (null or "NONE" or "ALL_OLD"))
        {
            return new(TableError.Validation("ReturnValues can only be ALL_OLD or NONE"));
        }

        return RequestExpressions.TryRead(request, ExpressionRules.Write, out var expressions, out error)
            ? context.WithTableAsync(request, table => WriteAsync(request, table, key, expressions, cancellationToken), cancellationToken)
            : new(error);
    }

    private async ValueTask<Outcome?> WriteAsync(
        JsonElement request, Table table, Item key, RequestExpressions expressions, CancellationToken cancellationToken)
    {
        if (RequestItems.CheckKey(table.Key, key) is { } error)
        {
            return error;
        }

        var returnsOld = request.GetText("ReturnValues") == "ALL_OLD";
        var delete = new ItemDelete(table, key)
        {
            Condition = expressions.Condition is { } condition ? condition.Holds : null,
            ReturnsItemOnFailure = request.GetText("ReturnValuesOnConditionCheckFailure") == "ALL_OLD",
            WantsOld = returnsOld || CapacityRequest.Read(request) != CapacityKind.None,
        };
        var result = await writer.WriteAsync(delete, cancellationToken);
        return result.Verdict == WriteVerdict.TableChanged
            ? default(Outcome?)
            : WriteAnswer.Of(request, delete, result, decision => returnsOld ? decision.Before : null);
    }
}
