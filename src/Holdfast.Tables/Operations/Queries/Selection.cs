using System.Text.Json;
using Holdfast.Tables.Expressions;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Indexes;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Queries;

/// <summary>What of each item is returned: nothing but the count, or items; and whether the table must be asked for what an index has not.</summary>
/// <param name="CountOnly">Only how many there are.</param>
/// <param name="Fetches">Whether items are fetched from the table for the entries of a local index.</param>
internal readonly record struct Selection(bool CountOnly, bool Fetches)
{
    public static Member Member { get; } = new("Select", Shape.OneOf("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"));

    /// <summary>What is wrong with Select beside the other parameters, whatever the table; null when nothing is.</summary>
    public static TableError? Check(JsonElement request)
    {
        var projection = request.TryGetMember("ProjectionExpression", out _) ? "ProjectionExpression"
            : request.TryGetMember("AttributesToGet", out _) ? "AttributesToGet" : null;
        return request.GetText(Member.Name) switch
        {
            "SPECIFIC_ATTRIBUTES" when projection is null =>
                TableError.Validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"),
            "COUNT" when projection is not null => TableError.Validation($"Cannot specify the {projection} when choosing to get only the Count"),
            var all and ("ALL_ATTRIBUTES" or "ALL_PROJECTED_ATTRIBUTES") when projection is not null =>
                TableError.Validation($"Cannot specify the {projection} when choosing to get {all}"),
            "ALL_PROJECTED_ATTRIBUTES" when !request.TryGetMember("IndexName", out _) =>
                TableError.InvalidParameter("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"),
            _ => null,
        };
    }

    /// <summary>What is selected of a source.</summary>
    public static bool TryRead(JsonElement request, PageSource source, RequestExpressions expressions, out Selection selection, [NotNullWhen(false)] out TableError? error)
    {
        var select = request.GetText(Member.Name);
        selection = new(select == "COUNT", Fetches: false);
        error = null;
        if (source.Index is not { } index)
        {
            return true;
        }

        var wanted = select == "ALL_ATTRIBUTES" && index.Projection != ProjectionType.All ? ["*"] : NotProjected(source, index, expressions.Projection);
        if (wanted.Length > 0 && index.IsGlobal)
        {
            error = select == "ALL_ATTRIBUTES"
                ? TableError.InvalidParameter(
                    $"Select type ALL_ATTRIBUTES is not supported for global secondary index {index.Name} because its projection type is not ALL")
                : TableError.InvalidParameter($"Global secondary index {index.Name} does not project [{string.Join(", ", wanted)}]");
            return false;
        }

        selection = selection with { Fetches = wanted.Length > 0 };
        return true;
    }

    private static string[] NotProjected(PageSource source, IndexDefinition index, ProjectionExpression? projection) => projection is null
        ? []
        : [.. projection.Paths.Select(path => path.Root).Distinct().Where(name => !IndexProjection.Has(source.Table, index, name))];
}
