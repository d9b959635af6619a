using System.Numerics;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// The chains of a table from one growth to the next: as many as a power of two, in the order of their hashes; and once the
/// table grows, twice as many, to which they are moved one after another. Hot path.
/// </summary>
internal sealed class TableStage(CachedAnswer?[] chains, CachedAnswer?[] twice)
{
    private readonly int _shift = (8 * sizeof(ulong)) - BitOperations.Log2((uint)chains.Length);
    private int _moving; // chains whose links have changed, or are about to
    private int _moved;

    /// <summary>How many chains there are, or were before it began to grow.</summary>
    public int Chains => chains.Length;

    /// <summary>Whether the table grows.</summary>
    public bool Grows => twice.Length > 0;

    /// <summary>How many chains are moved.</summary>
    public int Moved => Volatile.Read(ref _moved);

    /// <summary>The chain of a hash, when so many are moved.</summary>
    public ref CachedAnswer? ChainOf(ulong hash, int moved) => ref IndexOf(hash) < moved ? ref twice[(int)(hash >> (_shift - 1))] : ref chains[IndexOf(hash)];

    /// <summary>
    /// Whether the links of the chain are still as they were when so many were moved. A reader that followed them meanwhile
    /// may have been led into another chain, and have missed what it looked for.
    /// </summary>
    public bool IsUntouched(ulong hash, int moved) => IndexOf(hash) is var index && (index < moved || index >= Volatile.Read(ref _moving));

    /// <summary>The least hash of the chain that follows; 0 after the last.</summary>
    public ulong NextChain(ulong hash, int moved)
    {
        var shift = IndexOf(hash) < moved ? _shift - 1 : _shift;
        return ((hash >> shift) + 1) << shift;
    }

    /// <summary>The stage that follows: one that grows after one that does not, and the other way round once all chains are moved.</summary>
    public TableStage Next() => Grows ? new TableStage(twice, []) : new TableStage(chains, new CachedAnswer?[2 * chains.Length]);

    /// <summary>Moves one chain; the caller holds the cache's lock.</summary>
    /// <returns>Whether more are left.</returns>
    public bool MoveOne()
    {
        var index = _moved;
        Volatile.Write(ref _moving, index + 1);
        var entry = chains[index];
        chains[index] = null;
        while (entry is not null)
        {
            var following = entry.Next;
            ref var chain = ref twice[(int)(entry.Hash >> (_shift - 1))];
            Volatile.Write(ref entry.Next, chain); // not before a reader can see that it is being moved
            chain = entry;
            entry = following;
        }

        Volatile.Write(ref _moved, index + 1);
        return index + 1 < chains.Length;
    }

    private int IndexOf(ulong hash) => (int)(hash >> _shift);
}
