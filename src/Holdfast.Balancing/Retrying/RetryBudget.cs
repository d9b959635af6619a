namespace Holdfast.Balancing.Retrying;

/// <summary>
/// How many retries there may be: each request adds a share of one, up to the burst, and each retry takes one. When
/// everything fails, retries must not multiply the load on what is left.
/// </summary>
internal sealed class RetryBudget
{
    private const double Unit = 1_000_000; // in how many parts a retry is counted

    private readonly long _most;
    private readonly long _share;
    private long _left;

    public RetryBudget(double share, int burst)
    {
        (_most, _share) = ((long)(burst * Unit), (long)(share * Unit));
        _left = _most;
    }

    /// <summary>Counts a request. While nothing fails it only reads.</summary>
    public void Add()
    {
        for (var left = Volatile.Read(ref _left); left < _most;)
        {
            var before = Interlocked.CompareExchange(ref _left, Math.Min(_most, left + _share), left);
            if (before == left)
            {
                return;
            }

            left = before;
        }
    }

    /// <summary>Takes a retry.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake()
    {
        for (var left = Volatile.Read(ref _left); left >= Unit;)
        {
            var before = Interlocked.CompareExchange(ref _left, left - (long)Unit, left);
            if (before == left)
            {
                return true;
            }

            left = before;
        }

        return false;
    }
}
