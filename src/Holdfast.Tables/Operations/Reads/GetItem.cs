using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Reads;

/// <summary>Reads an item.</summary>
internal sealed class GetItem(TablesContext context) : Operation("GetItem", _input)
{
    private static readonly StructShape _input = new(
        "GetItemInput",
        [
            CapacityRequest.Member, ExpressionShapes.AttributesToGet, new("TableName", TableNames.Reference, IsRequired: true),
            new("Key", RequestItems.Shape, IsRequired: true), new("ConsistentRead", Shape.Flag), ExpressionShapes.Projection, ExpressionShapes.Names,
        ]);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!RequestItems.TryRead(request, "Key", out var key, out var error)
            || !RequestExpressions.TryRead(request, ExpressionRules.Read, out var expressions, out error))
        {
            return error;
        }

        var (table, missing) = await context.FindAsync(request.GetText("TableName")!, cancellationToken);
        if (table is null)
        {
            return missing!;
        }

        if (RequestItems.CheckKey(table.Key, key) is { } wrong)
        {
            return wrong;
        }

        var entry = await context.Store.GetAsync(ItemKeys.OfItem(table.Definition, key), cancellationToken);
        var item = entry is null ? null : StoredItem.Read(entry);
        return Outcome.Of(writer =>
        {
            if (item is not null)
            {
                RequestItems.Write(writer, "Item", expressions.Project(item));
            }

            if (CapacityRequest.Read(request) is var capacity && capacity != CapacityKind.None)
            {
                var consumed = new ConsumedCapacity(table.Definition);
                consumed.Add(CapacityUnits.OfRead(item is null ? 0 : ItemSize.Of(item), request.GetFlag("ConsistentRead") == true));
                writer.WritePropertyName("ConsumedCapacity"u8);
                consumed.Write(writer, capacity);
            }
        });
    }
}
