using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Reads;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Writes;

/// <summary>Puts and removes up to 25 items of several tables, each by itself. What others kept changing is returned as unprocessed.</summary>
internal sealed class BatchWriteItem(TablesContext context, ItemWriter writer) : Operation("BatchWriteItem", _input)
{
    private const int MaxItems = 25;

    private static readonly StructShape _input = new(
        "BatchWriteItemInput",
        [
            CapacityRequest.Member, WriteShapes.CollectionMetrics,
            new(
                "RequestItems",
                Shape.MapOf(
                    Shape.ListOf(
                        Shape.Struct(
                            "WriteRequest",
                            new Member("PutRequest", Shape.Struct("PutRequest", WriteShapes.Item)),
                            new Member("DeleteRequest", Shape.Struct("DeleteRequest", WriteShapes.Key))),
                        1,
                        MaxItems),
                    "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>",
                    least: 1,
                    MaxItems),
                IsRequired: true),
        ]);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        List<Entry> entries = [];
        foreach (var member in request.GetMember("RequestItems")!.Value.EnumerateObject())
        {
            foreach (var json in member.Value.EnumerateArray())
            {
                if (!TryRead(json, out var item, out var isPut, out var error))
                {
                    return error;
                }

                entries.Add(new(member.Name, json, item, isPut));
            }
        }

        if (entries.Count > MaxItems)
        {
            return TableError.Validation("Too many items requested for the BatchWriteItem call");
        }

        var wantsOld = CapacityRequest.Read(request) != CapacityKind.None;
        foreach (var entry in entries)
        {
            var (table, missing) = await context.FindAsync(entry.Name, cancellationToken);
            if (table is null)
            {
                return missing!;
            }

            if (Check(table, entry) is { } error)
            {
                return error;
            }

            entry.Write = entry.IsPut
                ? new ItemPut(table, entry.Item) { WantsOld = wantsOld }
                : new ItemDelete(table, entry.Item) { WantsOld = wantsOld };
        }

        if (ReadRequest.HasDuplicates(entries.Select(entry => entry.Write!.Key)))
        {
            return TableError.Validation("Provided list of item keys contains duplicates");
        }

        var results = await Task.WhenAll(entries.Select(entry => writer.WriteAsync(entry.Write!, cancellationToken).AsTask()));
        return Answer(request, entries, results);
    }

    private static bool TryRead(JsonElement json, [NotNullWhen(true)] out Item? item, out bool isPut, [NotNullWhen(false)] out TableError? error)
    {
        isPut = json.TryGetMember("PutRequest", out var put);
        var isDelete = json.TryGetMember("DeleteRequest", out var delete);
        if (isPut == isDelete)
        {
            item = null;
            error = TableError.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
            return false;
        }

        if (!RequestItems.TryRead(isPut ? put : delete, isPut ? "Item" : "Key", out item, out error))
        {
            return false;
        }

        error = isPut ? ItemRules.CheckSize(item) : null;
        return error is null;
    }

    // Of keys that do not fit the table, batches say so in one way, whether the item or the key lacks them.
    private static TableError? Check(Table table, Entry entry) =>
        !entry.IsPut ? RequestItems.CheckKey(table.Key, entry.Item)
        : table.Key.Attributes.Any(attribute => entry.Item[attribute.Name]?.Type != attribute.Type) ? RequestItems.KeyMismatch()
        : RequestItems.CheckItem(table, entry.Item) ?? IndexChanges.Check(table.Definition, entry.Item);

    private static Outcome Answer(JsonElement request, List<Entry> entries, WriteResult[] results)
    {
        if (results.FirstOrDefault(result => result.Verdict is WriteVerdict.Refused or WriteVerdict.TooLarge) is { } failed)
        {
            return WriteAnswer.Fault(failed)!;
        }

        var capacity = CapacityRequest.Read(request);
        return Outcome.Of(json =>
        {
            json.WriteStartObject("UnprocessedItems"u8);
            foreach (var left in entries.Zip(results).Where(pair => pair.Second.Verdict != WriteVerdict.Written).GroupBy(pair => pair.First.Name))
            {
                json.WriteStartArray(left.Key);
                foreach (var (entry, _) in left)
                {
                    entry.Json.WriteTo(json);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            if (capacity == CapacityKind.None)
            {
                return;
            }

            json.WriteStartArray("ConsumedCapacity"u8);
            foreach (var made in entries.Zip(results).Where(pair => pair.Second.Verdict == WriteVerdict.Written).GroupBy(pair => pair.First.Name))
            {
                var consumed = new ConsumedCapacity(made.First().First.Write!.Table.Definition);
                foreach (var (_, result) in made)
                {
                    WriteAnswer.Consume(consumed, result.Decisions, result.IndexChanges, factor: 1);
                }

                consumed.Write(json, capacity);
            }

            json.WriteEndArray();
        });
    }

    private sealed record Entry(string Name, JsonElement Json, Item Item, bool IsPut)
    {
        public ItemWrite? Write { get; set; }
    }
}
