using System.Text.Json;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>Makes a table. It serves at once.</summary>
internal sealed class CreateTable(TablesContext context) : Operation("CreateTable", _input)
{
    private static readonly StructShape _input = new(
        "CreateTableInput",
        [
            TableShapes.Attributes with { IsRequired = true }, TableShapes.Name, TableShapes.BillingMode, TableShapes.Throughput,
            TableShapes.KeySchema(2), TableShapes.LocalIndexes, TableShapes.GlobalIndexes, TableShapes.Stream, TableShapes.Class,
            TableShapes.Protection, TableShapes.Tags,
        ])
    {
        First = TableNames.CheckFirst,
    };

    public override async ValueTask<Outcome> RunAsync(JsonElement request, CancellationToken cancellationToken)
    {
        var name = request.GetText("TableName")!;
        if (!TableNames.TryResolve(name, out name))
        {
            return TableNames.Invalid();
        }

        var reader = new TableRequestReader(request);
        var throughput = reader.ReadThroughput(request);
        var key = reader.Error is null ? reader.ReadKey(request) : null;
        var indexes = key is null ? [] : reader.ReadIndexes(request, key);
        if (reader.Error is { } error)
        {
            return error;
        }

        if (request.GetMember("StreamSpecification")?.GetFlag("StreamEnabled") == true)
        {
            return TableError.Validation("Streams are not supported here yet: leave StreamSpecification out");
        }

        var tags = TagList.Read(request);
        if (TagList.Check(tags) is { } wrong)
        {
            return wrong;
        }

        var now = context.Time.GetUtcNow();
        var table = await context.Catalog.TryCreateAsync(
            name,
            number => new TableDefinition
            {
                Name = name,
                Number = number,
                Id = Guid.NewGuid(),
                CreatedAt = now,
                Key = key!,
                Indexes = indexes,
                LastIndex = (byte)indexes.Length,
                Throughput = throughput,
                HasBillingMode = request.TryGetMember("BillingMode", out _),
                PayPerRequestSince = throughput is null ? now : null,
                DeletionProtection = request.GetFlag("DeletionProtectionEnabled") ?? false,
                TableClass = request.GetText("TableClass"),
                Tags = tags,
            },
            cancellationToken);
        return table is null
            ? CatalogErrors.AlreadyExists(name)
            : Outcome.Of(writer => TableDescription.Write(writer, "TableDescription", table.Definition, context.ArnOf(name)));
    }
}
