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

    /// <summary>Takes one hedge.</summary>
    /// <returns>False when none is left.</returns>
    public bool TrySpend()
    {
        lock (_lock)
        {
            if (_saved < 1)
            {
                return false;
            }

            _saved--;
            return true;
        }
    }
}
