using Holdfast.Store;
using Holdfast.Tables.Catalog;
using Holdfast.Tables.Operations;
using Holdfast.Tables.Operations.Queries;
using Holdfast.Tables.Operations.Reads;
using Holdfast.Tables.Operations.Tables;
using Holdfast.Tables.Operations.Transactions;
using Holdfast.Tables.Operations.Writes;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tables;

/// <summary>The operations over one store, and the work behind them: following the catalog, removing deleted tables.</summary>
internal sealed class TablesEngine : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly TablesContext _context;
    private readonly TableRemoval _removal;
    private readonly ClientTokens _tokens;
    private Task _work = Task.CompletedTask;

    public TablesEngine(IOrderedStore store, TablesServerOptions options, TimeProvider time, TablesMetrics metrics, ILogger logger)
    {
        _context = new(store, new TableCatalog(store), options, time, metrics, logger);
        _removal = new(_context.Catalog, logger);
        _tokens = new(store, time);
        var writer = new ItemWriter(_context);
        Operations =
        [
            new CreateTable(_context), new DescribeTable(_context), new DeleteTable(_context, _removal), new ListTables(_context), new UpdateTable(_context),
            new DescribeLimits(), new DescribeEndpoints(_context),
            new TagResource(_context), new UntagResource(_context), new ListTagsOfResource(_context),
            new UpdateTimeToLive(_context), new DescribeTimeToLive(_context),
            new PutItem(_context, writer), new UpdateItem(_context, writer), new DeleteItem(_context, writer), new GetItem(_context),
            new Query(_context), new Scan(_context),
            new BatchGetItem(_context), new BatchWriteItem(_context, writer),
            new TransactGetItems(_context), new TransactWriteItems(_context, writer, _tokens),
        ];
    }

    /// <summary>All operations.</summary>
    public ImmutableArray<Operation> Operations { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _work = Task.WhenAll(
            KeepAsync("following the catalog", _context.Catalog.FollowAsync),
            KeepAsync("removing deleted tables", _removal.RunAsync),
            KeepAsync("removing client tokens", _tokens.SweepAsync));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }

    // The root of the work: what breaks is told, and begun again after a pause.
    private async Task KeepAsync(string what, Func<CancellationToken, Task> work)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await Task.Yield();
                await work(_end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
            {
                TablesMessages.WorkBroke(_context.Logger, what, fault);
                await Task.Delay(_pause, _context.Time, _end.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }
}
