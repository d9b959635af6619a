namespace Holdfast.Resolver.Cache;

/// <summary>Entries in the order they came, linked through themselves, and what they cost. The cache's lock guards it.</summary>
internal sealed class EvictionQueue
{
    private CachedAnswer? _newest;

    /// <summary>What all entries cost, in octets.</summary>
    public long Octets { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The entry that came first; null when there is none.</summary>
    public CachedAnswer? Oldest { get; private set; }

    /// <summary>Adds an entry as the newest.</summary>
    public void Add(CachedAnswer entry)
    {
        entry.Queue = this;
        entry.Older = _newest;
        entry.Newer = null;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Octets += entry.Octets;
        Count++;
    }

    /// <summary>Takes an entry out.</summary>
    public void Remove(CachedAnswer entry)
    {
        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        entry.Older = entry.Newer = null;
        entry.Queue = null;
        Octets -= entry.Octets;
        Count--;
    }

    /// <summary>Puts an entry in another's place in the order.</summary>
    public void Replace(CachedAnswer old, CachedAnswer entry)
    {
        entry.Queue = this;
        entry.Older = old.Older;
        entry.Newer = old.Newer;
        if (old.Older is null)
        {
            Oldest = entry;
        }
        else
        {
            old.Older.Newer = entry;
        }

        if (old.Newer is null)
        {
            _newest = entry;
        }
        else
        {
            old.Newer.Older = entry;
        }

        old.Older = old.Newer = null;
        old.Queue = null;
        Octets += entry.Octets - old.Octets;
    }
}
