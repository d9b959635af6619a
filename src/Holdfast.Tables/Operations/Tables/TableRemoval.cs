using System.Threading.Channels;
using Holdfast.Tables.Catalog;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tables.Operations.Tables;

/// <summary>
/// Removes what deleted tables hold, one table after the other. What it does not come to is in the catalog, and is removed at
/// the next start.
/// </summary>
internal sealed class TableRemoval(TableCatalog catalog, ILogger logger)
{
    private readonly Channel<Table> _waiting = Channel.CreateBounded<Table>(TableCatalog.MaxTables);

    /// <summary>Removes a table soon.</summary>
    public void Begin(Table table) => _waiting.Writer.TryWrite(table);

    /// <summary>Removes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await GuardAsync("removing the rest of deleted tables", catalog.RemoveLeftoversAsync, cancellationToken);
        await foreach (var table in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            await GuardAsync("removing a deleted table", end => catalog.RemoveAsync(table, end), cancellationToken);
        }
    }

    // The root of this work: whatever it meets, the next table has its turn.
    private async Task GuardAsync(string work, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await run(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            TablesMessages.WorkBroke(logger, work, fault);
        }
    }
}
