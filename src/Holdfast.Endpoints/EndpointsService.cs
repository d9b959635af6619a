using System.Collections.Immutable;
using Holdfast.Endpoints.Observing;
using Holdfast.Endpoints.Publishing;
using Holdfast.Store;
using Microsoft.Extensions.Logging;

namespace Holdfast.Endpoints;

/// <summary>Observes every pool and keeps its plan: an observer and an enactor for each. A daemon runs one; so do its peers in other zones.</summary>
public sealed class EndpointsService
{
    private readonly EndpointsOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _chance;
    private readonly ILogger _logger;
    private readonly ImmutableArray<(PoolObserver Observer, Enactor Enactor)> _pools;

    /// <summary>Puts it together; nothing runs yet.</summary>
    /// <param name="options">Pools and limits, without faults.</param>
    /// <param name="store">Where plans are published.</param>
    /// <param name="probe">How members are asked.</param>
    /// <param name="time">Time.</param>
    /// <param name="chance">What intervals are jittered by; used by one thread at a time.</param>
    /// <param name="metrics">What is counted.</param>
    /// <param name="logger">Where changes are told.</param>
    /// <param name="board">Where verdicts hang, when they shall outlive this service; null for a board of its own.</param>
    public EndpointsService(
        EndpointsOptions options, IOrderedStore store, IProbe probe, TimeProvider time, Random chance, EndpointsMetrics metrics, ILogger<EndpointsService> logger, HealthBoard? board = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(chance);
        (_options, _time, _chance, _logger) = (options, time, chance, logger);
        Board = board ?? new HealthBoard();
        Publisher = new PlanPublisher(store, options.KeptGenerations);
        var run = new ProbeRun(probe, time, metrics, options.MaxProbes);
        _pools = [.. options.Pools.Select(pool =>
        {
            var observer = new PoolObserver(options.Enactor, pool, run, time, new Random(chance.Next()));
            return (observer, new Enactor(pool, options, () => observer.Opinions, Publisher, Board, time, metrics, logger));
        })];
    }

    /// <summary>The verdicts on every pool: what a virtual address goes by.</summary>
    public HealthBoard Board { get; }

    /// <summary>What persons and commands use.</summary>
    public PlanPublisher Publisher { get; }

    /// <summary>Observes and enacts until cancelled. A store that is gone interrupts publishing, never observing.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _pools.SelectMany(pool => (Task[])[pool.Observer.RunAsync(cancellationToken), EnactAsync(pool.Observer, pool.Enactor, new Random(_chance.Next()), cancellationToken)]));

    // The root of a round: what nobody foresaw must not end the enactor.
    private async Task RunRoundAsync(Enactor enactor, CancellationToken cancellationToken)
    {
        try
        {
            await enactor.RunRoundAsync(cancellationToken);
        }
        catch (Exception bug)
        {
            EndpointsMessages.RoundBroke(_logger, enactor.Name.ToString(), bug);
        }
    }

    // A round at each interval, and soon after an opinion changed: a node's death must not wait for the next one.
    private async Task EnactAsync(PoolObserver observer, Enactor enactor, Random chance, CancellationToken cancellationToken)
    {
        // Not disposed of: a probe may wake it while we stop.
        var changed = new SemaphoreSlim(0, 1);
        void Wake()
        {
            lock (changed)
            {
                if (changed.CurrentCount == 0)
                {
                    changed.Release();
                }
            }
        }

        observer.Changed += Wake;
        try
        {
            while (true)
            {
                using (var deadline = new CancellationTokenSource(_options.RoundDeadline, _time))
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken))
                {
                    await RunRoundAsync(enactor, either.Token);
                }

                // Enactors that started together need not go on together.
                var pause = _options.RoundInterval * (0.8 + (0.4 * chance.NextDouble()));
                using var alarm = new CancellationTokenSource(pause, _time);
                using var wakes = CancellationTokenSource.CreateLinkedTokenSource(alarm.Token, cancellationToken);
                await changed.WaitAsync(wakes.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // We are stopping.
        }
        finally
        {
            observer.Changed -= Wake;
        }
    }
}
