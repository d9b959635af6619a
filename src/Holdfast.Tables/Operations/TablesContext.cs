using System.Text.Json;
using Holdfast.Store;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Items;
using Holdfast.Tables.Operations.Shapes;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tables.Operations;

/// <summary>What every operation works with.</summary>
/// <param name="Store">Where everything is kept.</param>
/// <param name="Catalog">The tables.</param>
/// <param name="Options">Region, account and limits.</param>
/// <param name="Time">Time.</param>
/// <param name="Metrics">What is counted.</param>
/// <param name="Logger">Where trouble is told.</param>
internal sealed record TablesContext(
    IOrderedStore Store, TableCatalog Catalog, TablesServerOptions Options, TimeProvider Time, TablesMetrics Metrics, ILogger Logger)
{
    /// <summary>The resource name of a table.</summary>
    public string ArnOf(string table) => $"arn:aws:dynamodb:{Options.Region}:{Options.Account}:table/{table}";

    /// <summary>How often an operation is begun again because its table was changed meanwhile.</summary>
    private const int MaxTableChanges = 20;

    /// <summary>The table of a request for items.</summary>
    public async ValueTask<TableLookup> FindAsync(string reference, CancellationToken cancellationToken) =>
        !TableNames.TryResolve(reference, out var name) ? new(Error: TableNames.Invalid())
        : await Catalog.FindAsync(name, cancellationToken) is { } table ? new(table)
        : new(Error: CatalogErrors.NotFound());

    /// <summary>Works with the table that a request names, and once more when that one turns out to be of a moment ago.</summary>
    /// <param name="request">The request.</param>
    /// <param name="work">What to do; null: the table was changed.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async ValueTask<Outcome> WithTableAsync(JsonElement request, Func<Table, ValueTask<Outcome?>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTableChanges; attempt++)
        {
            var (table, error) = await FindAsync(request.GetText("TableName")!, cancellationToken);
            if (table is null)
            {
                return error!;
            }

            if (await work(table) is { } outcome)
            {
                return outcome;
            }
        }

        return new TableError(TableErrorType.ResourceInUse, "The table is being changed again and again; try again");
    }
}

/// <summary>A table, or why there is none.</summary>
internal readonly record struct TableLookup(Table? Table = null, TableError? Error = null);
