using System.Buffers.Binary;
using System.Collections.Concurrent;
using Holdfast.Store;
using Holdfast.Tables.Items;

namespace Holdfast.Tables.Catalog;

/// <summary>
/// The tables of a store. Lookups are from memory; what is there is dropped when the store's feed tells of a newer definition.
/// A lookup may so be of a moment ago, which is why every commit of items names the definition that it was decided on.
/// </summary>
internal sealed class TableCatalog(IOrderedStore store)
{
    /// <summary>How many tables there may be; AWS's default for a region.</summary>
    public const int MaxTables = 2500;

    /// <summary>How often a change is tried again after another one came between.</summary>
    private const int MaxAttempts = 20;

    private readonly ConcurrentDictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private long _drops;

    /// <summary>A table that serves; null when there is none of that name.</summary>
    public async ValueTask<Table?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_tables.TryGetValue(name, out var known))
        {
            return known;
        }

        var drops = Volatile.Read(ref _drops);
        var table = await ReadAsync(name, cancellationToken);
        if (table?.Definition.Status != TableStatus.Active)
        {
            return null;
        }

        if (drops == Volatile.Read(ref _drops))
        {
            _tables.TryAdd(name, table);
        }

        return table;
    }

    /// <summary>A table as the store has it, whether it serves or is being deleted.</summary>
    public async ValueTask<Table?> ReadAsync(string name, CancellationToken cancellationToken) =>
        await store.GetAsync(TableKeys.Definition(name), cancellationToken) is { } entry ? new(TableCodec.Read(entry), entry.Modified) : null;

    /// <summary>A page of names, in order.</summary>
    public async ValueTask<(ImmutableArray<string> Names, bool More)> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var all = StoreRange.Prefix(TableKeys.Catalog, limit);
        var page = await store.RangeAsync(after is null ? all : all with { From = (byte[])[.. TableKeys.Definition(after), 0] }, cancellationToken);
        return ([.. page.Entries.Select(entry => TableKeys.NameIn(entry.Key.Span))], page.More);
    }

    /// <summary>Makes a table, unless there is one of that name.</summary>
    /// <param name="make">Makes the definition from its number.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The table; null when the name is taken.</returns>
    public async ValueTask<Table?> TryCreateAsync(string name, Func<uint, TableDefinition> make, CancellationToken cancellationToken)
    {
        var key = TableKeys.Definition(name);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var last = await store.GetAsync(TableKeys.LastNumber, cancellationToken);
            var number = (last is null ? 0 : BinaryPrimitives.ReadUInt32BigEndian(last.Value.Span)) + 1;
            var definition = make(number);
            var counter = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(counter, number);
            var result = await store.CommitAsync(
                new(
                    [StoreCondition.Absent(key), StoreCondition.ModifiedAt(TableKeys.LastNumber, last?.Modified ?? Revision.None)],
                    [StoreOperation.Put(key, TableCodec.Write(definition)), StoreOperation.Put(TableKeys.LastNumber, counter)]),
                cancellationToken);
            if (result.IsCommitted)
            {
                return Keep(new(definition, result.Revision));
            }

            if (result.RefusedBy == 0)
            {
                return null;
            }
        }

        throw Contended(name);
    }

    /// <summary>Changes a table's definition, as decided on what it is now.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Decides; called again when another change came between.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The table as it is then; or why it was not changed.</returns>
    public async ValueTask<TableChange> ChangeAsync(string name, Func<TableDefinition, DefinitionChange> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await ReadAsync(name, cancellationToken) is not { } table)
            {
                return new(Error: CatalogErrors.NotFound(name));
            }

            var decided = change(table.Definition);
            if (decided.Error is { } error)
            {
                return new(table, error);
            }

            if (decided.Definition is not { } definition || definition == table.Definition)
            {
                return new(table);
            }

            var result = await store.CommitAsync(
                new([table.IsUnchanged], [StoreOperation.Put(TableKeys.Definition(name), TableCodec.Write(definition))]), cancellationToken);
            if (result.IsCommitted)
            {
                return new(Keep(new(definition, result.Revision)));
            }
        }

        throw Contended(name);
    }

    /// <summary>Removes what a table holds that is being deleted, page by page, and at last its definition.</summary>
    public async Task RemoveAsync(Table table, CancellationToken cancellationToken)
    {
        var all = StoreRange.Prefix(TableKeys.AllOf(table.Definition.Number), store.Limits.MaxRangeEntries);
        while (true)
        {
            var page = await store.RangeAsync(all, cancellationToken);
            if (page.Entries.Length > 0)
            {
                await store.CommitAsync(
                    new([], [StoreOperation.DeleteRange(all.From, (byte[])[.. page.Entries[^1].Key.Span, 0])]), cancellationToken);
            }

            if (!page.More)
            {
                break;
            }
        }

        await store.CommitAsync(new([table.IsUnchanged], [StoreOperation.Delete(TableKeys.Definition(table.Name))]), cancellationToken);
    }

    /// <summary>Goes on removing what was being deleted when a process ended.</summary>
    public async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        var all = StoreRange.Prefix(TableKeys.Catalog, store.Limits.MaxRangeEntries);
        for (RangeResult page; ; all = all with { From = (byte[])[.. page.Entries[^1].Key.Span, 0] })
        {
            page = await store.RangeAsync(all, cancellationToken);
            foreach (var entry in page.Entries)
            {
                Table table = new(TableCodec.Read(entry), entry.Modified);
                if (table.Definition.Status == TableStatus.Deleting)
                {
                    await RemoveAsync(table, cancellationToken);
                }
            }

            if (!page.More)
            {
                return;
            }
        }
    }

    /// <summary>Drops what changed, wherever it was changed, until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        Revision after;
        await using (var now = await store.SnapshotAsync(cancellationToken))
        {
            after = now.Revision;
        }

        Forget();
        await foreach (var change in store.WatchAsync(StoreWatch.Prefix(TableKeys.Catalog, after), cancellationToken))
        {
            Drop(TableKeys.NameIn(change.Key.Span), change.Revision);
        }
    }

    /// <summary>Drops everything that is in memory.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _drops);
        _tables.Clear();
    }

    /// <summary>Drops a table that a commit showed to be of an older moment.</summary>
    public void Drop(Table stale) => Drop(stale.Name, new(stale.Modified.Value + 1));

    private void Drop(string name, Revision changed)
    {
        if (_tables.TryGetValue(name, out var known) && known.Modified >= changed)
        {
            return;
        }

        Interlocked.Increment(ref _drops);
        if (known is not null)
        {
            _tables.TryRemove(new(name, known));
        }
    }

    private Table Keep(Table table)
    {
        Drop(table.Name, table.Modified);
        if (table.Definition.Status == TableStatus.Active)
        {
            _tables.AddOrUpdate(table.Name, table, (_, known) => known.Modified > table.Modified ? known : table);
        }

        return table;
    }

    private static StoreException Contended(string name) =>
        new(StoreFault.Unavailable, $"table {name} was changed by others {MaxAttempts} times in a row while it was to be changed here");
}

/// <summary>What was decided on a table's definition: another one, nothing (both null), or an error.</summary>
internal readonly record struct DefinitionChange(TableDefinition? Definition = null, TableError? Error = null);

/// <summary>What became of a change: the table as it is, and the error if it was not made.</summary>
internal readonly record struct TableChange(Table? Table = null, TableError? Error = null);
