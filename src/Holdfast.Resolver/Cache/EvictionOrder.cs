namespace Holdfast.Resolver.Cache;

/// <summary>
/// Chooses what is given up, by S3-FIFO (Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023).
/// Newcomers wait in a small queue and leave by it unless they are read again, so that a scan of names asked once does not
/// displace the others; who was given up that way and comes back soon is kept at once. The cache's lock guards it.
/// </summary>
internal sealed class EvictionOrder(long maxOctets)
{
    // Newcomers get a tenth of the room (§4.1).
    private const int NewcomersShare = 10;

    // How often newcomers must have been read to stay, and residents since they were last passed over (§4.1).
    private const int NewcomerReads = 2;
    private const int ResidentReads = 1;

    private readonly EvictionQueue _newcomers = new();
    private readonly EvictionQueue _residents = new();
    private readonly GhostTable _ghosts = new();

    /// <summary>How many entries there are.</summary>
    public int Count => _newcomers.Count + _residents.Count;

    /// <summary>What they cost, in octets.</summary>
    public long Octets => _newcomers.Octets + _residents.Octets;

    /// <summary>The most that one entry may cost, so that it cannot push out many others.</summary>
    public long MaxEntryOctets => maxOctets / NewcomersShare;

    /// <summary>Adds an entry.</summary>
    public void Add(CachedAnswer entry) => (_ghosts.Take(entry.Hash) ? _residents : _newcomers).Add(entry);

    /// <summary>Puts an entry in the place of one with the same key.</summary>
    public static void Replace(CachedAnswer old, CachedAnswer entry)
    {
        entry.InheritFrequency(old);
        old.Queue!.Replace(old, entry);
    }

    /// <summary>Takes an entry out.</summary>
    public static void Remove(CachedAnswer entry) => entry.Queue!.Remove(entry);

    /// <summary>Any entry; null when there is none.</summary>
    public CachedAnswer? Any() => _newcomers.Oldest ?? _residents.Oldest;

    /// <summary>Forgets who was given up.</summary>
    public void ForgetGhosts() => _ghosts.Clear();

    /// <summary>The entry to be given up next, for the caller to remove; null while nothing needs to be.</summary>
    public CachedAnswer? NextVictim()
    {
        while (Octets > maxOctets)
        {
            if (_newcomers.Oldest is { } newcomer && (_newcomers.Octets > maxOctets / NewcomersShare || _residents.Count == 0))
            {
                if (!newcomer.WasRead(NewcomerReads))
                {
                    _ghosts.Add(newcomer.Hash, Count);
                    return newcomer;
                }

                _newcomers.Remove(newcomer);
                newcomer.ForgetReads();
                _residents.Add(newcomer);
            }
            else if (_residents.Oldest is { } resident)
            {
                if (!resident.WasRead(ResidentReads))
                {
                    return resident;
                }

                resident.ForgetOneRead();
                _residents.Remove(resident);
                _residents.Add(resident);
            }
        }

        return null;
    }
}
