namespace Holdfast.Store;

/// <summary>A snapshot of any engine: it checks what is asked, and is closed once.</summary>
/// <param name="revision">The latest commit that it sees.</param>
/// <param name="limits">What may be asked.</param>
/// <param name="get">Reads one key as of the revision.</param>
/// <param name="read">Reads one page as of the revision.</param>
/// <param name="release">What to give back at the end.</param>
internal sealed class StoreSnapshot(
    Revision revision,
    StoreLimits limits,
    Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<StoreEntry?>> get,
    Func<StoreRange, CancellationToken, ValueTask<RangeResult>> read,
    IDisposable? release = null) : IStoreSnapshot
{
    private bool _closed;

    public Revision Revision => revision;

    public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        limits.Check(key);
        ThrowIfOver(cancellationToken);
        return get(key, cancellationToken);
    }

    public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken)
    {
        limits.Check(range);
        ThrowIfOver(cancellationToken);
        return read(range, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _closed = true;
        release?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfOver(CancellationToken cancellationToken)
    {
        if (_closed)
        {
            throw StoreException.Closed();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
