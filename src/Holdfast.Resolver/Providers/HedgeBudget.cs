namespace Holdfast.Resolver.Providers;

/// <summary>
/// How many questions may be asked twice for speed alone: each question earns a fraction of a hedge, up to a burst. It
/// keeps hedging from doubling the load on providers that are slow because they are loaded. Thread-safe.
/// </summary>
internal sealed class HedgeBudget(double hedgesPerQuestion, int burst)
{
    private readonly Lock _lock = new();
    private double _saved = burst;

    /// <summary>A question was asked.</summary>
    public void Earn()
    {
        lock (_lock)
        {
            _saved = Math.Min(burst, _saved + hedgesPerQuestion);
        }
    }

    /// <summary>Whether a hedge is left.</summary>
    public bool HasSome
    {
        get
        {
            lock (_lock)
            {
                return _saved >= 1;
            }
        }
    }

    /// <summary>Takes one hedge, if one is left: asking a second operator late enough needs none.</summary>
    public void Spend()
    {
        lock (_lock)
        {
            _saved = Math.Max(0, _saved - 1);
        }
    }
}
