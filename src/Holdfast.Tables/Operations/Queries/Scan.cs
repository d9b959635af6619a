using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Capacity;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Queries;

/// <summary>Reads all items, or a segment of them, a page at a time.</summary>
internal sealed class Scan(TablesContext context) : Operation("Scan", _input)
{
    private const int MaxSegments = 1_000_000;

    private static readonly StructShape _input = new(
        "ScanInput",
        [
            Selection.Member, new("IndexName", TableNames.Index), new("TotalSegments", new WholeShape("Integer", 1, MaxSegments)), CapacityRequest.Member,
            new("TableName", TableNames.Reference, IsRequired: true), ExpressionShapes.ConditionalOperator, ExpressionShapes.Conditions("ScanFilter"),
            new("Segment", new WholeShape("Integer", 0, MaxSegments - 1)), new("Limit", new WholeShape("Integer", 1)), ExpressionShapes.AttributesToGet,
            StartKey.Member, new("ConsistentRead", Shape.Flag), ExpressionShapes.Filter, ExpressionShapes.Projection, ExpressionShapes.Values, ExpressionShapes.Names,
        ]);

    private readonly PageReader _reader = new(context.Store);

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (ExpressionRules.Scan.Check(request) is { } mixed)
        {
            return mixed;
        }

        if (!StartKey.TryRead(request, out var start, out var error))
        {
            return error;
        }

        var (segment, total) = (request.GetWhole("Segment"), request.GetWhole("TotalSegments"));
        if ((CheckSegment(segment, total) ?? Selection.Check(request)) is { } wrongSegment)
        {
            return wrongSegment;
        }

        if (!RequestExpressions.TryRead(request, ExpressionRules.Scan, out var expressions, out error))
        {
            return error;
        }

        var (table, missing) = await context.FindAsync(request.GetText("TableName")!, cancellationToken);
        if (table is null)
        {
            return missing!;
        }

        if (!PageSource.TryFind(table.Definition, request.GetText("IndexName"), request.GetFlag("ConsistentRead") == true, out var source, out error)
            || !Selection.TryRead(request, source, expressions, out var selection, out error))
        {
            return error;
        }

        if (start is not null && StartKey.Check(source, start) is { } wrong)
        {
            return wrong;
        }

        var (from, to) = ItemKeys.SegmentOf(ItemKeys.AllOf(table.Definition, source.Index), segment ?? 0, total ?? 1);
        var place = start is null ? null : source.PlaceOf(start);
        if (place is not null && (place.AsSpan().SequenceCompareTo(from.Span) < 0 || place.AsSpan().SequenceCompareTo(to.Span) >= 0))
        {
            return TableError.Validation(
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
                + $"TotalSegments: {total} Segment: {segment}");
        }

        var limit = (int)Math.Min(request.GetWhole("Limit") ?? int.MaxValue, int.MaxValue);
        var page = await _reader.ReadAsync(
            new(source, from, to, IsReverse: false, place, limit, selection.Fetches),
            expressions.Filter is { } filter ? filter.Holds : null,
            cancellationToken);
        return PageAnswer.Of(request, source, selection, expressions, page);
    }

    private static TableError? CheckSegment(long? segment, long? total) => (segment, total) switch
    {
        (not null, null) => TableError.Validation(
            "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"),
        (null, not null) => TableError.Validation(
            "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"),
        ({ } which, { } all) when which >= all => TableError.Validation(
            $"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {which} is not less than TotalSegments: {all}"),
        _ => null,
    };
}
