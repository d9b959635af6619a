using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Queries;

/// <summary>Reads items of one partition, in order, a page at a time.</summary>
internal sealed class Query(TablesContext context) : Operation("Query", _input)
{
    private static readonly StructShape _input = new(
        "QueryInput",
        [
            Selection.Member, new("IndexName", TableNames.Index), CapacityRequest.Member, ExpressionShapes.Conditions("QueryFilter"),
            new("TableName", TableNames.Reference, IsRequired: true), ExpressionShapes.ConditionalOperator, ExpressionShapes.AttributesToGet,
            new("Limit", new WholeShape("Integer", 1)), ExpressionShapes.Conditions("KeyConditions"), StartKey.Member, new("ConsistentRead", Shape.Flag),
            new("ScanIndexForward", Shape.Flag), new("KeyConditionExpression", Shape.AnyText), ExpressionShapes.Filter, ExpressionShapes.Projection,
            ExpressionShapes.Values, ExpressionShapes.Names,
        ]);

    private readonly PageReader _reader = new(context.Store);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (ExpressionRules.Query.Check(request) is { } mixed)
        {
            return mixed;
        }

        if (!StartKey.TryRead(request, out var start, out var error))
        {
            return error;
        }

        if (!request.TryGetMember("KeyConditions", out _) && !request.TryGetMember("KeyConditionExpression", out _))
        {
            return TableError.Validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }

        if (!RequestExpressions.TryRead(request, ExpressionRules.Query, out var expressions, out error))
        {
            return error;
        }

        if (Selection.Check(request) is { } select)
        {
            return select;
        }

        var (table, missing) = await context.FindAsync(request.GetText("TableName")!, cancellationToken);
        if (table is null)
        {
            return missing!;
        }

        if (!PageSource.TryFind(table.Definition, request.GetText("IndexName"), request.GetFlag("ConsistentRead") == true, out var source, out error)
            || !KeyCondition.TryBind(expressions.KeyTerms ?? [], source.Key, out var condition, out error)
            || !Selection.TryRead(request, source, expressions, out var selection, out error))
        {
            return error;
        }

        if ((CheckFilter(source.Key, expressions.Filter) ?? CheckStart(source, condition, start)) is { } wrong)
        {
            return wrong;
        }

        var (from, to) = source.RangeOf(condition);
        var range = new PageRange(
            source,
            from,
            to,
            IsReverse: request.GetFlag("ScanIndexForward") == false,
            start is null ? null : source.PlaceOf(start),
            (int)Math.Min(request.GetWhole("Limit") ?? int.MaxValue, int.MaxValue),
            selection.Fetches);
        var page = await _reader.ReadAsync(range, expressions.Filter is { } filter ? filter.Holds : null, cancellationToken);
        return PageAnswer.Of(request, source, selection, expressions, page);
    }

    private static TableError? CheckFilter(KeySchema key, ConditionExpression? filter)
    {
        foreach (var path in filter?.Paths ?? [])
        {
            if (key.Has(path.Root))
            {
                return TableError.Validation($"Filter Expression can only contain non-primary key attributes: Primary key attribute: {path.Root}");
            }
        }

        return null;
    }

    private static TableError? CheckStart(PageSource source, KeyCondition condition, Item? start)
    {
        if (start is null)
        {
            return null;
        }

        if (StartKey.Check(source, start) is { } error)
        {
            return error;
        }

        if (!condition.HoldsInPartition(source.Key, start))
        {
            return TableError.Validation("The provided starting key does not match the range key predicate");
        }

        for (var at = 0; at < source.Key.Hash.Length; at++)
        {
            if (!condition.Partition[at].Equals(start[source.Key.Hash[at].Name]))
            {
                return TableError.Validation("The provided starting key is outside query boundaries based on provided conditions");
            }
        }

        return null;
    }
}
