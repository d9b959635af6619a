namespace Holdfast.Resolver.Cache;

/// <summary>
/// Entries by key, in chains linked through the entries themselves. Reads take no lock; writes are made under the cache's.
/// The table grows with what it holds, a few chains with each newcomer, so that it costs memory for what is there and nobody
/// ever waits for all of it to be moved.
/// </summary>
internal sealed class AnswerTable
{
    private const int LeastChains = 1024;
    private const int MostChains = 1 << 28;

    // How many chains each newcomer moves while the table grows: all are moved long before it is full again.
    private const int MovesPerNewcomer = 4;

    private TableStage _stage = new(new CachedAnswer?[LeastChains], []);
    private int _count;

    /// <summary>All entries, as they stand while enumerating; those added meanwhile may be missing.</summary>
    public IEnumerable<CachedAnswer> Entries
    {
        get
        {
            // Chains stand in the order of their hashes, however many there are: so the place outlives the table's growth.
            var place = 0UL;
            var chain = new List<CachedAnswer>();
            do
            {
                place = ReadChain(place, chain);
                foreach (var entry in chain)
                {
                    yield return entry;
                }
            }
            while (place != 0);
        }
    }

    /// <summary>Finds an entry. Hot path.</summary>
    public CachedAnswer? Find(ReadOnlySpan<byte> key, ulong hash)
    {
        while (true)
        {
            var stage = Volatile.Read(ref _stage);
            var moved = stage.Moved;
            var entry = Volatile.Read(ref stage.ChainOf(hash, moved));
            while (entry is not null && (entry.Hash != hash || !entry.HasKey(key)))
            {
                entry = Volatile.Read(ref entry.Next);
            }

            if (entry is not null || WasRead(stage, hash, moved))
            {
                return entry;
            }
        }
    }

    /// <summary>Adds an entry whose key is not in the table.</summary>
    public void Add(CachedAnswer entry)
    {
        _count++;
        Grow();
        ref var chain = ref ChainOf(entry);
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
    public void Remove(CachedAnswer entry)
    {
        _count--;
        Volatile.Write(ref LinkTo(entry), entry.Next);
    }

    // Gives the least hash of the chain after it; 0 after the last.
    private ulong ReadChain(ulong hash, List<CachedAnswer> chain)
    {
        while (true)
        {
            chain.Clear();
            var stage = Volatile.Read(ref _stage);
            var moved = stage.Moved;
            for (var entry = Volatile.Read(ref stage.ChainOf(hash, moved)); entry is not null; entry = Volatile.Read(ref entry.Next))
            {
                chain.Add(entry);
            }

            if (WasRead(stage, hash, moved))
            {
                return stage.NextChain(hash, moved);
            }
        }
    }

    // Chains are on average at most one entry long.
    private void Grow()
    {
        if (!_stage.Grows && _count > _stage.Chains && _stage.Chains < MostChains)
        {
            Volatile.Write(ref _stage, _stage.Next());
        }

        for (var i = 0; i < MovesPerNewcomer && _stage.Grows; i++)
        {
            if (!_stage.MoveOne())
            {
                Volatile.Write(ref _stage, _stage.Next());
            }
        }
    }

    // Whether a chain that was read to its end was one chain all the while. If not, it is read again: no more than the few
    // links of this one chain are ever waited for.
    private bool WasRead(TableStage stage, ulong hash, int moved) =>
        stage.IsUntouched(hash, moved) && ReferenceEquals(stage, Volatile.Read(ref _stage));

    private ref CachedAnswer? ChainOf(CachedAnswer entry) => ref _stage.ChainOf(entry.Hash, _stage.Moved);

    private ref CachedAnswer? LinkTo(CachedAnswer entry)
    {
        ref var link = ref ChainOf(entry);
        while (!ReferenceEquals(link, entry))
        {
            link = ref link!.Next;
        }

        return ref link;
    }
}
