using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>What is answered to one write.</summary>
internal static class WriteAnswer
{
    /// <summary>The answer to what became of a write.</summary>
    /// <param name="request">The request.</param>
    /// <param name="write">The write.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="attributes">The attributes to return, from what was decided; null for none.</param>
    public static Outcome Of(JsonElement request, ItemWrite write, WriteResult result, Func<WriteDecision, Item?> attributes)
    {
        if (Fault(result) is { } fault)
        {
            return fault;
        }

        var decision = result.Decisions[0];
        var capacity = CapacityRequest.Read(request);
        return Outcome.Of(writer =>
        {
            if (attributes(decision) is { IsEmpty: false } returned)
            {
                RequestItems.Write(writer, "Attributes", returned);
            }

            if (capacity != CapacityKind.None)
            {
                var consumed = new ConsumedCapacity(write.Table.Definition);
                Consume(consumed, [decision], result.IndexChanges, factor: 1);
                writer.WritePropertyName("ConsumedCapacity"u8);
                consumed.Write(writer, capacity);
            }

            if (request.GetText("ReturnItemCollectionMetrics") == "SIZE")
            {
                WriteCollection(writer, write.Table.Definition, decision);
            }
        });
    }

    /// <summary>The error of writes that were not made; null when they were.</summary>
    public static TableError? Fault(WriteResult result) => result.Verdict switch
    {
        WriteVerdict.Written => null,
        WriteVerdict.Refused => result.Decisions.First(decision => decision.Error is not null).Error,
        WriteVerdict.Conflict => new(TableErrorType.Throttling, "The item was changed by others again and again meanwhile; try again"),
        WriteVerdict.TooLarge => TableError.Validation($"The store takes up to {result.Limit}; this is more"),
        _ => CatalogErrors.NotFound(),
    };

    /// <summary>Adds what writes consumed.</summary>
    public static void Consume(ConsumedCapacity consumed, IEnumerable<WriteDecision> decisions, ImmutableArray<IndexChange> changes, double factor)
    {
        foreach (var decision in decisions)
        {
            consumed.Add(factor * CapacityUnits.OfWrite(Math.Max(SizeOf(decision.Before), SizeOf(decision.After))));
        }

        foreach (var change in changes)
        {
            foreach (var octets in change.Octets)
            {
                consumed.Add(change.Index, factor * CapacityUnits.OfWrite(octets));
            }
        }

        static int SizeOf(Item? item) => item is null ? 0 : ItemSize.Of(item);
    }

    // Only tables with local indexes have collections whose size matters; ours are well below a GB, as far as anybody asks.
    private static void WriteCollection(Utf8JsonWriter writer, TableDefinition table, WriteDecision decision)
    {
        if (table.Indexes.All(index => index.IsGlobal) || (decision.After ?? decision.Before) is not { } item)
        {
            return;
        }

        var hash = table.Key.Hash[0].Name;
        writer.WriteStartObject("ItemCollectionMetrics"u8);
        RequestItems.Write(writer, "ItemCollectionKey", Item.Empty.With(hash, item[hash]!));
        writer.WriteStartArray("SizeEstimateRangeGB"u8);
        writer.WriteNumberValue(0.0);
        writer.WriteNumberValue(1.0);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
