namespace Holdfast.Tables.Http;

/// <summary>How many requests are worked on at once. One more is turned away at once, rather than made to wait.</summary>
internal sealed class ConcurrencyGate(int most)
{
    private int _inside;

    /// <summary>How many are inside.</summary>
    public int Inside => Volatile.Read(ref _inside);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _inside);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);
}
