using System.Collections.Immutable;
using System.Net;
using Holdfast.Balancing.Choosing;
using Holdfast.Balancing.Ejecting;
using Holdfast.Balancing.Retrying;
using Holdfast.Endpoints.Observing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Balancing.Forwarding;

/// <summary>
/// The nodes with what is known of them: health from the board, drains from persons, ejections from traffic. Every change
/// plans the rotation anew under one lock; requests read it without.
/// </summary>
internal sealed class BalancedPool : IDisposable
{
    // The rotation may change between a choice and its count; so often is chosen again.
    private const int MaxChoices = 4;

    private readonly VirtualAddressOptions _options;
    private readonly HealthBoard _board;
    private readonly BalancingMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Chance _chance;
    private readonly NodeLoad[] _loads;
    private readonly Lock _gate = new();
    private readonly ITimer _alarm;
    private readonly Ejection?[] _ejections;
    private ImmutableHashSet<IPAddress> _drained = [];
    private volatile Rotation _rotation;

    public BalancedPool(VirtualAddressOptions options, HealthBoard board, BalancingMetrics metrics, TimeProvider time, Random chance, ILogger logger)
    {
        (_options, _board, _metrics, _time, _logger) = (options, board, metrics, time, logger);
        _started = time.GetTimestamp();
        _chance = new Chance(chance.NextInt64());
        _loads = new NodeLoad[options.Nodes.Length];
        _ejections = new Ejection?[options.Nodes.Length];
        _rotation = RotationPlanner.Plan(options, board.Of(options.Name), _drained, _ejections, TimeSpan.Zero);
        _alarm = time.CreateTimer(static pool => ((BalancedPool)pool!).PlanAnew(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _board.Changed += OnVerdict;
        PlanAnew(); // what the board said between the two lines above
    }

    /// <summary>Each node as it is now.</summary>
    public ImmutableArray<NodeState> Nodes
    {
        get
        {
            var rotation = _rotation;
            return [.. _options.Nodes.Select((node, i) => new NodeState(
                node, rotation.Standings[i], Volatile.Read(ref _loads[i].InFlight), Volatile.Read(ref _loads[i].Requests), Volatile.Read(ref _loads[i].Failures)))];
        }
    }

    public void Dispose()
    {
        _board.Changed -= OnVerdict;
        _alarm.Dispose();
    }

    /// <summary>Chooses the node of a request, and counts the request there until <see cref="Leave"/>.</summary>
    public int Enter()
    {
        for (var choice = 1; ; choice++)
        {
            var rotation = _rotation;
            var node = rotation.Pick(_chance.Next(), _loads);
            if (TryCount(node, rotation, choice))
            {
                return node;
            }
        }
    }

    /// <summary>Chooses a node that was not tried, and counts the request there until <see cref="Leave"/> or <see cref="Release"/>.</summary>
    /// <returns>Null when all were tried.</returns>
    public int? EnterAnother(ImmutableArray<int> tried)
    {
        for (var choice = 1; ; choice++)
        {
            var rotation = _rotation;
            if (rotation.PickAnother(_chance.Next(), _loads, tried) is not { } node)
            {
                return null;
            }

            if (TryCount(node, rotation, choice))
            {
                return node;
            }
        }
    }

    /// <summary>Takes a request back that was counted on a node and not sent there.</summary>
    public void Release(int node) => Interlocked.Decrement(ref _loads[node].InFlight);

    /// <summary>Ends a request on a node, and judges the node by what became of it.</summary>
    public void Leave(int node, AttemptOutcome outcome)
    {
        ref var load = ref _loads[node];
        Interlocked.Increment(ref load.Requests);
        if (outcome == AttemptOutcome.Answered)
        {
            if (Volatile.Read(ref load.FailuresInARow) != 0)
            {
                Volatile.Write(ref load.FailuresInARow, 0);
            }
        }
        else if (outcome.IsFailure())
        {
            Interlocked.Increment(ref load.Failures);
            _metrics.Failed(_options, node, outcome);
            if (Interlocked.Increment(ref load.FailuresInARow) % _options.Limits.EjectAfter == 0)
            {
                Eject(node);
            }
        }

        Release(node);
    }

    /// <summary>Lets a node get nothing new.</summary>
    /// <returns>False when it is none of the pool.</returns>
    public bool Drain(IPAddress node) => Change(node, drained => drained.Add(node));

    /// <summary>Takes a drain back.</summary>
    /// <returns>False when it is none of the pool.</returns>
    public bool Undrain(IPAddress node) => Change(node, drained => drained.Remove(node));

    // Whoever drains a node and then finds nothing in flight there may rely on nothing coming any more.
    private bool TryCount(int node, Rotation rotation, int choice)
    {
        Interlocked.Increment(ref _loads[node].InFlight);
        if (ReferenceEquals(rotation, _rotation) || _rotation.Serves(node) || choice == MaxChoices)
        {
            return true;
        }

        Release(node);
        return false;
    }

    private bool Change(IPAddress node, Func<ImmutableHashSet<IPAddress>, ImmutableHashSet<IPAddress>> change)
    {
        if (!_options.Nodes.Any(one => one.Address.Equals(node)))
        {
            return false;
        }

        lock (_gate)
        {
            _drained = change(_drained);
            PlanAnewLocked();
        }

        return true;
    }

    private void Eject(int node)
    {
        lock (_gate)
        {
            var now = Now;
            if (_ejections[node] is { } active && active.Until > now)
            {
                return; // what fails now was sent before
            }

            _ejections[node] = Ejection.Next(_ejections[node], now, _options.Limits);
            _metrics.Ejected(_options, node);
            BalancingMessages.Failing(_logger, _options.Name.ToString(), _options.Nodes[node].Address, _options.Limits.EjectAfter);
            PlanAnewLocked();
        }
    }

    private void OnVerdict(PoolVerdict verdict)
    {
        if (verdict.Name == _options.Name)
        {
            PlanAnew();
        }
    }

    private void PlanAnew()
    {
        lock (_gate)
        {
            PlanAnewLocked();
        }
    }

    private void PlanAnewLocked()
    {
        var now = Now;
        var before = _rotation;
        var rotation = RotationPlanner.Plan(_options, _board.Of(_options.Name), _drained, _ejections, now);
        for (var i = 0; i < _ejections.Length; i++)
        {
            if (before.Standings[i] == NodeStanding.Ejected && rotation.Standings[i] != NodeStanding.Ejected)
            {
                Volatile.Write(ref _loads[i].FailuresInARow, 0); // it is tried anew
            }
        }

        _rotation = rotation;
        RotationLog.Tell(_logger, _options, before, rotation);
        SetAlarm(now);
    }

    // Wakes when the next ejection ends. One that is withheld ends too: then its node may be ejected for more failures.
    private void SetAlarm(TimeSpan now)
    {
        TimeSpan? next = null;
        foreach (var ejection in _ejections)
        {
            if (ejection is { } active && active.Until > now && !(next <= active.Until - now))
            {
                next = active.Until - now;
            }
        }

        // A millisecond later than due: timers may be a little early.
        _alarm.Change(next + TimeSpan.FromMilliseconds(1) ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_started);
}
