using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Reads;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Transactions;

/// <summary>Reads up to 100 items as of one moment.</summary>
internal sealed class TransactGetItems(TablesContext context) : Operation("TransactGetItems", _input)
{
    private const int MaxOctets = 4 << 20;

    private static readonly StructShape _input = new(
        "TransactGetItemsInput",
        [
            CapacityRequest.Member,
            new(
                "TransactItems",
                Shape.ListOf(
                    Shape.Struct(
                        "TransactGetItem",
                        new Member(
                            "Get",
                            Shape.Struct(
                                "Get",
                                new Member("Key", RequestItems.Shape, IsRequired: true),
                                new Member("TableName", TableNames.Reference, IsRequired: true),
                                ExpressionShapes.Projection,
                                ExpressionShapes.Names),
                            IsRequired: true)),
                    1,
                    TransactWriteItems.MaxActions),
                IsRequired: true),
        ]);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        List<ReadRequest> reads = [];
        List<CancellationReason> reasons = [];
        foreach (var action in request.GetList("TransactItems"))
        {
            var get = action.GetMember("Get")!.Value;
            if (!RequestExpressions.TryRead(get, ExpressionRules.Read, out var expressions, out var error))
            {
                return error;
            }

            var (table, missing) = await context.FindAsync(get.GetText("TableName")!, cancellationToken);
            if (table is null)
            {
                return missing!;
            }

            if (ReadRequest.TryCreate(table, get.GetMember("Key")!.Value, expressions, out var read, out error))
            {
                reads.Add(read);
                reasons.Add(CancellationReason.None);
            }
            else
            {
                reasons.Add(CancellationReason.Of(error));
            }
        }

        if (reads.Count < reasons.Count)
        {
            return Outcome.Cancelled([.. reasons]);
        }

        var items = new List<Item?>(reads.Count);
        await using (var snapshot = await context.Store.SnapshotAsync(cancellationToken))
        {
            foreach (var read in reads)
            {
                var entry = await snapshot.GetAsync(read.Place, cancellationToken);
                items.Add(entry is null ? null : StoredItem.Read(entry));
            }
        }

        return items.Sum(item => item is null ? 0 : ItemSize.Of(item)) > MaxOctets
            ? TableError.Validation("The aggregate size of the items in the transaction exceeds 4 MB")
            : Outcome.Of(writer => Write(writer, CapacityRequest.Read(request), reads, items));
    }

    private static void Write(Utf8JsonWriter writer, CapacityKind capacity, List<ReadRequest> reads, List<Item?> items)
    {
        writer.WriteStartArray("Responses"u8);
        for (var at = 0; at < reads.Count; at++)
        {
            writer.WriteStartObject();
            if (items[at] is { } item)
            {
                RequestItems.Write(writer, "Item", reads[at].Expressions.Project(item));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (capacity == CapacityKind.None)
        {
            return;
        }

        writer.WriteStartArray("ConsumedCapacity"u8);
        foreach (var table in reads.Zip(items).GroupBy(pair => pair.First.Table.Definition))
        {
            var consumed = new ConsumedCapacity(table.Key);
            foreach (var (_, item) in table)
            {
                consumed.Add(2 * CapacityUnits.OfRead(item is null ? 0 : ItemSize.Of(item), isConsistent: true));
            }

            consumed.Write(writer, capacity, "ReadCapacityUnits");
        }

        writer.WriteEndArray();
    }
}
