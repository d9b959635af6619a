using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.Exchanges.Streams;

/// <summary>
/// TCP or TLS to one server over a few connections that are reused: another is opened when those there are busy, and a
/// query whose connection is lost after it had worked is asked again on a fresh one (RFC 7766 §6.2.4).
/// </summary>
internal sealed class StreamExchange(
    Transport transport,
    string endpoint,
    IStreamOpener opener,
    ExchangeOptions options,
    MonotonicClock clock,
    ExchangeMetrics metrics) : IExchange
{
    private const int MaxAttempts = 3;

    private readonly SecureNumbers _numbers = new();
    private readonly Lock _lock = new();
    private readonly List<StreamConnection> _usable = [];
    private readonly Dictionary<StreamConnection, Task> _open = [];
    private int _inFlight;
    private bool _disposed;

    /// <inheritdoc/>
    public Transport Transport => transport;

    /// <inheritdoc/>
    public string Endpoint => endpoint;

    /// <inheritdoc/>
    public bool ProvesIdentity { get; init; }

    /// <summary>How many connections are open or opening.</summary>
    public int OpenConnections
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ExchangeResult> AskAsync(ReadOnlyMemory<byte> query, Deadline deadline, CancellationToken cancellationToken)
    {
        var began = clock.Now;
        if (Interlocked.Increment(ref _inFlight) > options.MaxInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            return Overloaded($"more than {options.MaxInFlight} queries in flight");
        }

        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var pending = new PendingQuery(query, deadline, clock);
                if (!TrySend(pending))
                {
                    return Overloaded("every connection is full");
                }

                using var cancellation = cancellationToken.UnsafeRegister(static pending => ((PendingQuery)pending!).Cancel(), pending);
                var result = await pending.Result;
                var lost = result.Outcome == ExchangeOutcome.ConnectionRefused && pending.OnProvenConnection;
                if (!lost || attempt == MaxAttempts || deadline.HasPassed)
                {
                    return attempt == 1 ? result : result with { Elapsed = clock.Now - began };
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        KeyValuePair<StreamConnection, Task>[] open;
        lock (_lock)
        {
            _disposed = true;
            open = [.. _open];
        }

        foreach (var (connection, _) in open)
        {
            connection.Dispose();
        }

        await Task.WhenAll(open.Select(one => one.Value));
    }

    private ExchangeResult Overloaded(string detail)
    {
        metrics.Overloaded.Add(1);
        return new(_disposed ? ExchangeOutcome.Cancelled : ExchangeOutcome.Overloaded, default, TimeSpan.Zero, detail);
    }

    private bool TrySend(PendingQuery pending)
    {
        // Each turn that fails drops a connection that has ended, or is full; then a fresh one is tried.
        for (var turn = 0; turn <= options.StreamConnections; turn++)
        {
            if (Pick(out var fresh) is not { } connection)
            {
                return false;
            }

            var taken = connection.TryAsk(pending);
            if (fresh)
            {
                Run(connection);
            }

            if (taken)
            {
                return true;
            }

            lock (_lock)
            {
                _usable.Remove(connection);
            }
        }

        return false;
    }

    private StreamConnection? Pick(out bool fresh)
    {
        lock (_lock)
        {
            fresh = false;
            var quietest = _usable.MinBy(connection => connection.Waiting);
            if (_disposed
                || (quietest is not null && (quietest.Waiting < options.StreamQueriesPerConnection || _usable.Count >= options.StreamConnections)))
            {
                return _disposed ? null : quietest;
            }

            fresh = true;
            quietest = new StreamConnection(opener, options, _numbers, clock, metrics, Forget);
            _usable.Add(quietest);
            _open.Add(quietest, Task.CompletedTask);
            return quietest;
        }
    }

    // After the first query is in it, so that a connection that fails at once has somebody to tell.
    private void Run(StreamConnection connection)
    {
        var ended = connection.RunAsync();
        lock (_lock)
        {
            if (_open.ContainsKey(connection))
            {
                _open[connection] = ended;
            }
        }
    }

    private void Forget(StreamConnection connection)
    {
        lock (_lock)
        {
            _usable.Remove(connection);
            _open.Remove(connection);
        }
    }
}
