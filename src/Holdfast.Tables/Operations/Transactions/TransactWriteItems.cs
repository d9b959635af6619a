using System.Text.Json;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Reads;
using Holdfast.Tables.Operations.Shapes;
using Holdfast.Tables.Operations.Writes;

namespace Holdfast.Tables.Operations.Transactions;

/// <summary>Writes up to 100 items of several tables, all or none.</summary>
internal sealed class TransactWriteItems(TablesContext context, ItemWriter writer, ClientTokens tokens) : Operation("TransactWriteItems", _input)
{
    /// <summary>How many actions a transaction may have.</summary>
    public const int MaxActions = 100;

    /// <summary>How often it is begun again because of a table that changed, or a token that somebody else used meanwhile.</summary>
    private const int MaxAttempts = 20;

    private static readonly StructShape _input = new(
        "TransactWriteItemsInput",
        [
            CapacityRequest.Member, WriteShapes.CollectionMetrics,
            new("TransactItems", Shape.ListOf(TransactAction.Shape, 1, MaxActions), IsRequired: true),
            new("ClientRequestToken", new TextShape { Least = 1, Most = 36 }),
        ]);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        List<TransactAction> actions = [];
        foreach (var json in request.GetList("TransactItems"))
        {
            if (!TransactAction.TryRead(json, out var action, out var error))
            {
                return error;
            }

            actions.Add(action);
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryAsync(request, actions, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        return Outcome.Cancelled([.. actions.Select(_ => CancellationReason.Conflict)]);
    }

    // Null: what it was to be decided on is no longer so.
    private async ValueTask<Outcome?> TryAsync(JsonElement request, List<TransactAction> actions, CancellationToken cancellationToken)
    {
        WriteRecord record = default;
        var isRepeated = false;
        if (request.GetText("ClientRequestToken") is { } token)
        {
            (var verdict, record) = await tokens.LookUpAsync(token, request.GetMember("TransactItems")!.Value, cancellationToken);
            if (verdict == TokenVerdict.Mismatch)
            {
                return new TableError(TableErrorType.IdempotentParameterMismatch, "The parameters of the request do not match those of the one with the same ClientRequestToken");
            }

            isRepeated = verdict == TokenVerdict.Repeated;
        }

        var writes = new ItemWrite[actions.Count];
        var reasons = new CancellationReason[actions.Count];
        for (var at = 0; at < writes.Length; at++)
        {
            var (table, missing) = await context.FindAsync(actions[at].TableName, cancellationToken);
            if (table is null)
            {
                return missing!;
            }

            reasons[at] = CancellationReason.None;
            if (actions[at].Check(table) is { } error)
            {
                reasons[at] = CancellationReason.Of(error);
            }
            else
            {
                writes[at] = actions[at].ToWrite(table);
            }
        }

        if (Array.Exists(reasons, reason => reason != CancellationReason.None))
        {
            return Outcome.Cancelled([.. reasons]);
        }

        if (ReadRequest.HasDuplicates(writes.Select(write => write.Key)))
        {
            return TableError.Validation("Transaction request cannot include multiple operations on one item");
        }

        return isRepeated
            ? Outcome.Of(json => WriteCapacity(json, CapacityRequest.Read(request), writes, default))
            : Answer(request, writes, await writer.WriteAsync(writes, record, cancellationToken));
    }

    private static Outcome? Answer(JsonElement request, ItemWrite[] writes, WriteResult result)
    {
        switch (result.Verdict)
        {
            case WriteVerdict.TableChanged or WriteVerdict.RecordRefused:
                return null;
            case WriteVerdict.Conflict:
                return Outcome.Cancelled([.. writes.Select(_ => CancellationReason.Conflict)]);
            case WriteVerdict.Refused:
                return Outcome.Cancelled([.. result.Decisions.Select(decision => decision.Error is { } error ? CancellationReason.Of(error) : CancellationReason.None)]);
            case WriteVerdict.TooLarge:
                return WriteAnswer.Fault(result)!;
            default:
                return Outcome.Of(json => WriteCapacity(json, CapacityRequest.Read(request), writes, result));
        }
    }

    // A repeated transaction wrote nothing: what is told is that its items were looked at.
    private static void WriteCapacity(Utf8JsonWriter json, CapacityKind capacity, ItemWrite[] writes, WriteResult? result)
    {
        if (capacity == CapacityKind.None)
        {
            return;
        }

        json.WriteStartArray("ConsumedCapacity"u8);
        foreach (var table in Enumerable.Range(0, writes.Length).GroupBy(at => writes[at].Table.Definition))
        {
            var consumed = new ConsumedCapacity(table.Key);
            if (result is null)
            {
                consumed.Add(2 * table.Count());
            }
            else
            {
                WriteAnswer.Consume(
                    consumed, table.Select(at => result.Decisions[at]), [.. result.IndexChanges.Where(change => table.Key.Indexes.Contains(change.Index))], factor: 2);
            }

            consumed.Write(json, capacity, result is null ? "ReadCapacityUnits" : "WriteCapacityUnits");
        }

        json.WriteEndArray();
    }
}
