using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>Changes attributes of an item, or makes one from its key.</summary>
internal sealed class UpdateItem(TablesContext context, ItemWriter writer) : Operation("UpdateItem", _input)
{
    private static readonly StructShape _input = new(
        "UpdateItemInput",
        WriteShapes.Of(
            WriteShapes.Key,
            new Member("AttributeUpdates", Shape.MapOf(
                Shape.Struct(
                    "AttributeValueUpdate",
                    new Member("Action", Shape.OneOf("ADD", "PUT", "DELETE")),
                    new Member("Value", Shape.Value)),
                "com.amazonaws.dynamodb.v20120810.AttributeValueUpdate")),
            new Member("UpdateExpression", Shape.AnyText)));

    public override ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!RequestItems.TryRead(request, "Key", out var key, out var error))
        {
            return new(error);
        }

        return RequestExpressions.TryRead(request, ExpressionRules.Update, out var expressions, out error)
            ? context.WithTableAsync(request, table => WriteAsync(request, table, key, expressions, cancellationToken), cancellationToken)
            : new(error);
    }

    /// <summary>What an update must not do to a table's items; null when it does not.</summary>
    public static TableError? Check(Table table, UpdateExpression? update)
    {
        foreach (var action in update?.Actions ?? [])
        {
            if (table.Key.Has(action.Path.Root))
            {
                return TableError.InvalidParameter($"Cannot update attribute {action.Path.Root}. This attribute is part of the key");
            }
        }

        return null;
    }

    /// <summary>The change that an update makes.</summary>
    public static Func<Item, ItemChange> ChangeBy(UpdateExpression? update) => item =>
        update is null ? new(item, null)
        : update.TryApply(item, out var updated, out var error) ? new(updated, null)
        : new(null, error);

    private async ValueTask<Outcome?> WriteAsync(
        JsonElement request, Table table, Item key, RequestExpressions expressions, CancellationToken cancellationToken)
    {
        if ((RequestItems.CheckKey(table.Key, key) ?? Check(table, expressions.Update)) is { } error)
        {
            return error;
        }

        var update = new ItemUpdate(table, key, ChangeBy(expressions.Update))
        {
            Condition = expressions.Condition is { } condition ? condition.Holds : null,
            ReturnsItemOnFailure = request.GetText("ReturnValuesOnConditionCheckFailure") == "ALL_OLD",
        };
        var result = await writer.WriteAsync(update, cancellationToken);
        return result.Verdict == WriteVerdict.TableChanged
            ? default(Outcome?)
            : WriteAnswer.Of(request, update, result, decision => Returned(request, decision, expressions.Update));
    }

    private static Item? Returned(JsonElement request, WriteDecision decision, UpdateExpression? update) => request.GetText("ReturnValues") switch
    {
        "ALL_OLD" => decision.Before,
        "ALL_NEW" => decision.After,
        "UPDATED_OLD" when decision.Before is not null => update?.Changed.Project(decision.Before),
        "UPDATED_NEW" when decision.After is not null => update?.Changed.Project(decision.After),
        _ => null,
    };
}
