using System.Collections.Immutable;
using Holdfast.Endpoints.Planning;
using Holdfast.Store;
using Holdfast.Wire.Names;
using Microsoft.Extensions.Logging;

namespace Holdfast.Endpoints.Publishing;

/// <summary>
/// The published plan of every name, as it is served: from local copies at first, then from the store, kept up as the store
/// changes. It goes forward only: a plan that is older, empty, damaged or gone never takes the place of one that is served.
/// When the store is gone the last plans stay, through a restart too.
/// </summary>
public sealed class PlanFeed
{
    // After trouble with the store, how long until it is tried again.
    private static readonly TimeSpan _retryAfter = TimeSpan.FromMilliseconds(500);

    private readonly IOrderedStore _store;
    private readonly PlanFolder? _folder;
    private readonly TimeProvider _time;
    private readonly EndpointsMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<DomainName, EndpointPlan> _plans = ImmutableDictionary<DomainName, EndpointPlan>.Empty;

    /// <summary>Makes a feed and reads the local copies: its plans can be served at once.</summary>
    /// <param name="store">Where plans are published.</param>
    /// <param name="folder">Where local copies are kept; null for nowhere.</param>
    /// <param name="time">Time.</param>
    /// <param name="metrics">What is counted.</param>
    /// <param name="logger">Where trouble is told.</param>
    public PlanFeed(IOrderedStore store, string? folder, TimeProvider time, EndpointsMetrics metrics, ILogger<PlanFeed> logger)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        (_store, _folder, _time, _metrics, _logger) = (store, folder is null ? null : new PlanFolder(folder), time, metrics, logger);
        if (_folder is not null)
        {
            var (plans, faults) = _folder.ReadAll();
            foreach (var plan in plans)
            {
                Take(plan.Name, plan, keep: false);
            }

            foreach (var fault in faults)
            {
                Tell(fault);
            }
        }
    }

    /// <summary>Told after a plan took the place of another, on the feed's own thread: it should return soon.</summary>
    public event Action<EndpointPlan>? Changed;

    /// <summary>The plan of each name. Immutable; swapped whole.</summary>
    public ImmutableDictionary<DomainName, EndpointPlan> Plans => _plans;

    /// <summary>Whether the store is followed at this moment; otherwise the plans are the last ones known.</summary>
    public bool IsFollowing { get; private set; }

    /// <summary>Forgets a name that a person retired, and its local copy. A plan that is published for it later is taken as any other.</summary>
    /// <returns>Why its local copy is still there; null when it is not.</returns>
    public string? Forget(DomainName name)
    {
        lock (_gate)
        {
            _plans = _plans.Remove(name);
        }

        _metrics.Forgot(name);
        return _folder?.Forget(name)?.Text;
    }

    /// <summary>Follows the store until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception trouble) when (trouble is StoreException or OperationCanceledException)
            {
                _metrics.MetTrouble("store");
                if (IsFollowing)
                {
                    EndpointsMessages.FeedInterrupted(_logger, trouble.Message);
                }
            }

            IsFollowing = false;
            await Task.Delay(_retryAfter, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    // All of them, then what changes after the moment before the first page: nothing falls in between.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var before = await _store.RangeAsync(StoreRange.Prefix(PlanKeys.Plans, 1), cancellationToken);
        await foreach (var entry in PlanPages.ReadAsync(_store, cancellationToken))
        {
            Take(entry);
        }

        IsFollowing = true;
        await foreach (var change in _store.WatchAsync(StoreWatch.Prefix(PlanKeys.Plans, before.Revision), cancellationToken))
        {
            if (change.Entry is { } entry)
            {
                Take(entry);
            }
            else if (NameOf(change.Key) is { } name && _plans.ContainsKey(name))
            {
                Refuse(name, "vanished", "the plan was removed");
            }
        }
    }

    private void Take(StoreEntry entry)
    {
        var (plan, fault) = StateReader.ReadPlan(entry);
        if (NameOf(entry.Key) is not { } name)
        {
            return;
        }

        if (plan is null || plan.Name != name)
        {
            Refuse(name, "damaged", fault ?? $"it is a plan of {plan?.Name}");
        }
        else
        {
            Take(name, plan, keep: true);
        }
    }

    private void Take(DomainName name, EndpointPlan plan, bool keep)
    {
        var served = _plans.GetValueOrDefault(name);
        if (served?.Generation == plan.Generation)
        {
            return;
        }

        if (plan.Generation < served?.Generation)
        {
            Refuse(name, "older", $"generation {plan.Generation} is older");
            return;
        }

        if (!plan.Serving.Any())
        {
            Refuse(name, "empty", $"generation {plan.Generation} is empty");
            return;
        }

        // Kept before it is served: what was served once is there after a restart.
        if (keep && _folder?.Keep(plan) is { } fault)
        {
            Tell(fault);
        }

        lock (_gate)
        {
            _plans = _plans.SetItem(name, plan);
        }

        _metrics.Fed(plan);
        Changed?.Invoke(plan);
    }

    private void Refuse(DomainName name, string trouble, string text)
    {
        _metrics.MetTrouble(trouble);
        EndpointsMessages.NotTaken(_logger, name.ToString(), _plans.GetValueOrDefault(name)?.Generation ?? Generation.None, text);
    }

    private void Tell(PlanFileFault fault)
    {
        _metrics.MetTrouble("folder");
        EndpointsMessages.FolderTrouble(_logger, fault.Path, fault.Text);
    }

    private static DomainName? NameOf(ReadOnlyMemory<byte> key) => DomainName.TryFromOctets(key.Span[PlanKeys.Plans.Length..], out var name) ? name : null;
}
