using System.Collections.Immutable;
using Holdfast.Wire.Names;

namespace Holdfast.Endpoints.Observing;

/// <summary>
/// Where the verdicts hang: one immutable one for each pool, swapped whole. Names and virtual addresses read the same
/// board, so they cannot disagree on who is well.
/// </summary>
public sealed class HealthBoard
{
    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<DomainName, PoolVerdict> _verdicts = ImmutableDictionary<DomainName, PoolVerdict>.Empty;

    /// <summary>Told after a verdict changed, on the thread that changed it: it must return at once. Reasons alone are no change.</summary>
    public event Action<PoolVerdict>? Changed;

    /// <summary>All verdicts at this moment.</summary>
    public ImmutableDictionary<DomainName, PoolVerdict> Verdicts => _verdicts;

    /// <summary>A pool's verdict; null when it was never judged.</summary>
    public PoolVerdict? Of(DomainName name) => _verdicts.GetValueOrDefault(name);

    /// <summary>Hangs up a verdict in place of the pool's last one.</summary>
    public void Post(PoolVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        bool changed;
        lock (_gate)
        {
            changed = !verdict.IsSameAs(Of(verdict.Name));
            _verdicts = _verdicts.SetItem(verdict.Name, verdict);
        }

        if (changed)
        {
            Changed?.Invoke(verdict);
        }
    }

    /// <summary>Takes down the verdict of a pool that is no longer kept.</summary>
    public void Remove(DomainName name)
    {
        lock (_gate)
        {
            _verdicts = _verdicts.Remove(name);
        }
    }
}
