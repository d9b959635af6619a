namespace Holdfast.Server.Pipeline;

/// <summary>How many questions may wait for the resolver at once. Above it, the newest are turned away.</summary>
internal sealed class MissGate(int most)
{
    private int _inside;

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _inside);

    /// <summary>Lets one in, unless it is full.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= Volatile.Read(ref most))
        {
            return true;
        }

        Interlocked.Decrement(ref _inside);
        return false;
    }

    /// <summary>One is answered.</summary>
    public void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>Changes the limit; those inside stay.</summary>
    public void Resize(int limit) => Volatile.Write(ref most, limit);
}
