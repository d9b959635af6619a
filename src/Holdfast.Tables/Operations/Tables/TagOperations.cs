using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Tags of a table, which requests name by its resource name (ARN).</summary>
internal static class TaggedTable
{
    public static Member Arn { get; } = new("ResourceArn", new TextShape { Least = 1, Most = 1283 }, IsRequired: true);

    public static bool TryResolve(JsonElement request, out string name) =>
        TableNames.TryResolve(request.GetText("ResourceArn")!, out name) && name != request.GetText("ResourceArn");

    public static TableError Invalid(JsonElement request) =>
        TableError.Validation($"Invalid TableArn: Invalid ResourceArn provided as input {request.GetText("ResourceArn")}");

    public static TableError NotFound(JsonElement request) =>
        new(TableErrorType.ResourceNotFound, $"Requested resource not found: ResourcArn: {request.GetText("ResourceArn")} not found");

    public static async ValueTask<Outcome> ChangeAsync(
        TablesContext context,
        JsonElement request,
        Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change,
        CancellationToken cancellationToken)
    {
        if (!TryResolve(request, out var name))
        {
            return Invalid(request);
        }

        var result = await context.Catalog.ChangeAsync(
            name,
            table =>
            {
                var tags = change(table.Tags);
                return TagList.Check(tags) is { } error ? new(Error: error) : new(table with { Tags = tags });
            },
            cancellationToken);
        return result.Error is not { } failed ? Outcome.Nothing : result.Table is null ? NotFound(request) : failed;
    }
}

/// <summary>Sets tags.</summary>
internal sealed class TagResource(TablesContext context)
    : Operation("TagResource", new("TagResourceInput", [TaggedTable.Arn, TableShapes.Tags with { IsRequired = true }]))
{
    public override ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken) =>
        TagList.Read(request) is { IsEmpty: false } tags
            ? TaggedTable.ChangeAsync(context, request, have => have.SetItems(tags), cancellationToken)
            : new(TableError.Validation("Atleast one Tag needs to be provided as Input."));
}

/// <summary>Removes tags.</summary>
internal sealed class UntagResource(TablesContext context)
    : Operation("UntagResource", new("UntagResourceInput", [TaggedTable.Arn, new("TagKeys", Shape.ListOf(Shape.AnyText), IsRequired: true)]))
{
    public override ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        var keys = request.GetList("TagKeys").Select(key => key.GetString()!).ToArray();
        return keys.Length > 0
            ? TaggedTable.ChangeAsync(context, request, have => have.RemoveRange(keys), cancellationToken)
            : new(TableError.Validation("Atleast one Tag Key needs to be provided as Input."));
    }
}

/// <summary>Tells tags. A table has few enough for one page.</summary>
internal sealed class ListTagsOfResource(TablesContext context)
    : Operation("ListTagsOfResource", new("ListTagsOfResourceInput", [TaggedTable.Arn, new("NextToken", Shape.AnyText)]))
{
    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        if (!TaggedTable.TryResolve(request, out var name))
        {
            return TaggedTable.Invalid(request);
        }

        return await context.Catalog.ReadAsync(name, cancellationToken) is { } table
            ? Outcome.Of(writer => TagList.Write(writer, table.Definition.Tags))
            : TaggedTable.NotFound(request);
    }
}
