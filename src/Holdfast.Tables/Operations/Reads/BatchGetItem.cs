using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Reads;

/// <summary>Reads up to 100 items of several tables. What would make the answer too large is returned as unprocessed.</summary>
internal sealed class BatchGetItem(TablesContext context) : Operation("BatchGetItem", _input)
{
    private const int MaxItems = 100;
    private const int MaxAnswerOctets = 16 << 20;

    private static readonly StructShape _input = new(
        "BatchGetItemInput",
        [
            CapacityRequest.Member,
            new(
                "RequestItems",
                Shape.MapOf(
                    Shape.Struct(
                        "KeysAndAttributes",
                        new Member("Keys", Shape.ListOf(RequestItems.Shape, 1, MaxItems), IsRequired: true),
                        ExpressionShapes.AttributesToGet,
                        new Member("ConsistentRead", Shape.Flag),
                        ExpressionShapes.Projection,
                        ExpressionShapes.Names),
                    "com.amazonaws.dynamodb.v20120810.KeysAndAttributes",
                    least: 1),
                IsRequired: true),
        ]);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        var answers = new List<TableAnswer>();
        foreach (var member in request.GetMember("RequestItems")!.Value.EnumerateObject())
        {
            if (!RequestExpressions.TryRead(member.Value, ExpressionRules.Read, out var expressions, out var error))
            {
                return error;
            }

            var (table, missing) = await context.FindAsync(member.Name, cancellationToken);
            if (table is null)
            {
                return missing!;
            }

            var answer = new TableAnswer(member.Name, member.Value, table);
            foreach (var key in member.Value.GetList("Keys"))
            {
                if (!ReadRequest.TryCreate(table, key, expressions, out var read, out error))
                {
                    return error;
                }

                answer.Reads.Add(read);
            }

            answers.Add(answer);
        }

        if (answers.Sum(answer => answer.Reads.Count) > MaxItems)
        {
            return TableError.Validation("Too many items requested for the BatchGetItem call");
        }

        if (ReadRequest.HasDuplicates(answers.SelectMany(answer => answer.Reads.Select(read => read.Place))))
        {
            return TableError.Validation("Provided list of item keys contains duplicates");
        }

        await ReadAsync(answers, cancellationToken);
        return Outcome.Of(writer => Write(writer, CapacityRequest.Read(request), answers));
    }

    private async ValueTask ReadAsync(List<TableAnswer> answers, CancellationToken cancellationToken)
    {
        var octets = 0L;
        foreach (var answer in answers)
        {
            foreach (var read in answer.Reads)
            {
                if (octets > MaxAnswerOctets)
                {
                    answer.Unprocessed.Add(read.Json);
                    continue;
                }

                var entry = await context.Store.GetAsync(read.Place, cancellationToken);
                var item = entry is null ? null : StoredItem.Read(entry);
                var size = item is null ? 0 : ItemSize.Of(item);
                octets += size;
                answer.Consumed.Add(CapacityUnits.OfRead(size, answer.Request.GetFlag("ConsistentRead") == true));
                if (item is not null)
                {
                    answer.Items.Add(read.Expressions.Project(item));
                }
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, CapacityKind capacity, List<TableAnswer> answers)
    {
        writer.WriteStartObject("Responses"u8);
        foreach (var answer in answers)
        {
            writer.WriteStartArray(answer.Name);
            answer.Items.ForEach(item => ItemJson.Write(writer, item));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("UnprocessedKeys"u8);
        foreach (var answer in answers.Where(answer => answer.Unprocessed.Count > 0))
        {
            answer.WriteUnprocessed(writer);
        }

        writer.WriteEndObject();
        if (capacity != CapacityKind.None)
        {
            writer.WriteStartArray("ConsumedCapacity"u8);
            answers.ForEach(answer => answer.Consumed.Write(writer, capacity));
            writer.WriteEndArray();
        }
    }

    private sealed class TableAnswer(string name, JsonElement request, Table table)
    {
        public string Name { get; } = name;

        public JsonElement Request { get; } = request;

        public List<ReadRequest> Reads { get; } = [];

        public List<Item> Items { get; } = [];

        public List<JsonElement> Unprocessed { get; } = [];

        public ConsumedCapacity Consumed { get; } = new(table.Definition);

        // As it was asked for, with the keys that are left.
        public void WriteUnprocessed(Utf8JsonWriter writer)
        {
            writer.WriteStartObject(Name);
            foreach (var member in Request.EnumerateObject())
            {
                if (member.Name != "Keys")
                {
                    member.WriteTo(writer);
                    continue;
                }

                writer.WriteStartArray("Keys"u8);
                Unprocessed.ForEach(key => key.WriteTo(writer));
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }
    }
}
