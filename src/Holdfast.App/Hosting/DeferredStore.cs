using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Holdfast.Store;
using Microsoft.Extensions.Logging;

namespace Holdfast.App.Hosting;

/// <summary>
/// A store that is opened when it is first used, and again after it broke. While it cannot be, every call is a
/// <see cref="StoreException"/> that says why: who uses it needs no other way to live without it. What keeps it from being
/// used is told once, and held for whoever asks.
/// </summary>
/// <param name="open">Opens the engine.</param>
/// <param name="limits">What the engine can take.</param>
/// <param name="time">Time.</param>
/// <param name="logger">Where it is told.</param>
internal sealed partial class DeferredStore(Func<IOrderedStore> open, StoreLimits limits, TimeProvider time, ILogger logger) : IOrderedStore
{
    /// <summary>After a failure to open it, how long until it is tried again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile IOrderedStore? _engine;
    private volatile StoreException? _trouble;
    private StoreException? _notOpened;
    private long _triedAt;
    private volatile bool _closed;

    /// <inheritdoc/>
    public StoreLimits Limits => limits;

    /// <summary>Why it could not be used when it was last tried; null when it could, or was not tried yet.</summary>
    public string? Problem => _trouble?.Message;

    /// <inheritdoc/>
    public ValueTask<StoreEntry?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        CallAsync(engine => engine.GetAsync(key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(StoreRange range, CancellationToken cancellationToken) =>
        CallAsync(engine => engine.RangeAsync(range, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IStoreSnapshot> SnapshotAsync(CancellationToken cancellationToken) =>
        CallAsync(engine => engine.SnapshotAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(StoreBatch batch, CancellationToken cancellationToken) =>
        CallAsync(engine => engine.CommitAsync(batch, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreChange> WatchAsync(StoreWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var engine = await OpenedAsync(cancellationToken);
        await foreach (var change in engine.WatchAsync(watch, cancellationToken))
        {
            yield return change;
        }
    }

    /// <summary>Closes the engine; whoever calls next opens it again.</summary>
    public async ValueTask CloseAsync()
    {
        await _opening.WaitAsync(CancellationToken.None);
        try
        {
            if (_engine is { } engine)
            {
                _engine = null;
                await engine.DisposeAsync();
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _closed = true;
        return CloseAsync();
    }

    private async ValueTask<T> CallAsync<T>(Func<IOrderedStore, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var engine = await OpenedAsync(cancellationToken);
        try
        {
            var result = await call(engine);
            Note(null);
            return result;
        }
        catch (StoreException trouble)
        {
            Note(trouble);
            if (trouble.Fault is StoreFault.DiskFull or StoreFault.Corrupt && _engine == engine)
            {
                await CloseAsync(); // what an embedded engine failed to write it refuses to write again until it is opened anew
            }

            throw;
        }
        catch (OperationCanceledException)
        {
            Note(new StoreException(StoreFault.Timeout, "the store did not answer in time"));
            throw;
        }
    }

    private async ValueTask<IOrderedStore> OpenedAsync(CancellationToken cancellationToken)
    {
        if (_engine is { } opened)
        {
            return opened;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_closed)
            {
                throw new StoreException(StoreFault.Closed, "the store is closed");
            }

            if (_engine is null && _notOpened is { } before && time.GetElapsedTime(_triedAt) < RetryAfter)
            {
                throw new StoreException(before.Fault, before.Message, before);
            }

            // An engine that recovers may take long, and whoever calls may be about to answer queries.
            _triedAt = time.GetTimestamp();
            _engine ??= await Task.Run(open, CancellationToken.None);
            _notOpened = null;
            return _engine;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or DllNotFoundException or TypeInitializationException)
        {
            throw NotOpened(new StoreException(StoreFault.Unavailable, fault.Message, fault));
        }
        catch (StoreException fault) when (!_closed)
        {
            throw NotOpened(fault);
        }
        finally
        {
            _opening.Release();
        }
    }

    private StoreException NotOpened(StoreException fault)
    {
        Note(fault);
        return _notOpened = fault;
    }

    // Once for each change: a state that lasts is shown by status, and counted by whoever met it.
    private void Note(StoreException? trouble)
    {
        var before = _trouble;
        _trouble = trouble;
        if (_closed || before?.Message == trouble?.Message)
        {
            return;
        }

        if (trouble is null)
        {
            LogUsable(logger);
        }
        else
        {
            LogTrouble(logger, trouble.Fault, trouble.Message);
        }
    }

    [LoggerMessage(EventId = 4020, Level = LogLevel.Error, Message = "The store cannot be used ({Fault}), it is tried again, what is served stays: {Problem}")]
    private static partial void LogTrouble(ILogger logger, StoreFault fault, string problem);

    [LoggerMessage(EventId = 4021, Level = LogLevel.Information, Message = "The store can be used again")]
    private static partial void LogUsable(ILogger logger);
}
