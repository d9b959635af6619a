using Holdfast.Resolver.Resolving;

namespace Holdfast.Resolver.LastKnownGood;

/// <summary>Tells what changed, and what recurs only when it changes or has not been told for a while.</summary>
internal sealed class GuardReports(MonotonicClock clock, Action<GuardChange> tell)
{
    // The same is not repeated within this time.
    private static readonly TimeSpan _quiet = TimeSpan.FromMinutes(5);

    // How many reports are remembered; beyond it all are forgotten, and some are repeated.
    private const int MaxRemembered = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(GuardKey Key, GuardChangeKind Kind, string What), TimeSpan> _told = [];
    private readonly Dictionary<GuardKey, string> _last = [];

    /// <summary>Tells a change, which happens once by itself.</summary>
    public void Tell(GuardKey key, GuardChangeKind kind, string text) =>
        tell(new GuardChange(kind, key.Name, key.Type, clock.Time.GetUtcNow(), text));

    /// <summary>Tells a condition that recurs with every question.</summary>
    /// <param name="key">The name and type.</param>
    /// <param name="kind">The condition.</param>
    /// <param name="what">What makes two reports the same, however their words differ.</param>
    /// <param name="text">The words.</param>
    public void Report(GuardKey key, GuardChangeKind kind, string what, string text)
    {
        lock (_gate)
        {
            if (_told.TryGetValue((key, kind, what), out var at) && clock.Now - at < _quiet)
            {
                return;
            }

            if (_told.Count >= MaxRemembered)
            {
                _told.Clear();
                _last.Clear();
            }

            _told[(key, kind, what)] = clock.Now;
            _last[key] = text;
        }

        Tell(key, kind, text);
    }

    /// <summary>What was last reported of a name and type; null for nothing.</summary>
    public string? LastOf(GuardKey key)
    {
        lock (_gate)
        {
            return _last.GetValueOrDefault(key);
        }
    }
}
