using System.Numerics;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// Entries by key, in chains linked through the entries themselves. Reads take no lock; writes are made under the cache's.
/// The number of chains is fixed, and the cache's bound on octets keeps them short, so readers never meet a resize.
/// </summary>
internal sealed class AnswerTable
{
    // Chains stay about one entry long when answers are small (400 octets of cost or so).
    private const int OctetsPerChain = 512;

    private readonly CachedAnswer?[] _chains;
    private readonly ulong _mask;

    /// <summary>A table for a cache of so many octets.</summary>
    public AnswerTable(long maxOctets)
    {
        var chains = BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(maxOctets / OctetsPerChain, 1, 1 << 28));
        _chains = new CachedAnswer?[chains];
        _mask = chains - 1;
    }

    /// <summary>How many chains there are.</summary>
    public int Chains => _chains.Length;

    /// <summary>All entries, as they stand while enumerating; those added meanwhile may be missing.</summary>
    public IEnumerable<CachedAnswer> Entries
    {
        get
        {
            for (var i = 0; i < _chains.Length; i++)
            {
                for (var entry = Volatile.Read(ref _chains[i]); entry is not null; entry = Volatile.Read(ref entry.Next))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Finds an entry. Hot path.</summary>
    public CachedAnswer? Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var entry = Volatile.Read(ref _chains[hash & _mask]);
        while (entry is not null && (entry.Hash != hash || !entry.HasKey(key)))
        {
            entry = Volatile.Read(ref entry.Next);
        }

        return entry;
    }

    /// <summary>Adds an entry whose key is not in the table.</summary>
    public void Add(CachedAnswer entry)
    {
        ref var chain = ref _chains[entry.Hash & _mask];
        entry.Next = chain;
        Volatile.Write(ref chain, entry);
    }

    /// <summary>Puts an entry in the place of one with the same key.</summary>
    public void Replace(CachedAnswer old, CachedAnswer entry)
    {
        entry.Next = old.Next;
        Volatile.Write(ref LinkTo(old), entry);
    }

    /// <summary>Takes an entry out. It keeps its own link, so that a reader standing on it finds the rest of the chain.</summary>
    public void Remove(CachedAnswer entry) => Volatile.Write(ref LinkTo(entry), entry.Next);

    private ref CachedAnswer? LinkTo(CachedAnswer entry)
    {
        ref var link = ref _chains[entry.Hash & _mask];
        while (!ReferenceEquals(link, entry))
        {
            link = ref link!.Next;
        }

        return ref link;
    }
}
