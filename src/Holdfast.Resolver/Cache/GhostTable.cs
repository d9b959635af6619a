using System.Numerics;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// Remembers the hashes of entries that were evicted early, about as many as there are entries: one that comes back soon is
/// worth keeping. A collision forgets the older hash, which costs a chance and never correctness. The cache's lock guards it.
/// </summary>
internal sealed class GhostTable
{
    private ulong[] _hashes = [0];

    /// <summary>Remembers a hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="entries">How many entries there are now.</param>
    public void Add(ulong hash, int entries)
    {
        if (_hashes.Length < entries)
        {
            // Those remembered so far are forgotten: this happens a few times in a life, when the cache is first full.
            _hashes = new ulong[BitOperations.RoundUpToPowerOf2((uint)entries)];
        }

        SlotOf(hash) = hash;
    }

    /// <summary>Whether a hash is remembered; it no longer is afterwards.</summary>
    public bool Take(ulong hash)
    {
        ref var slot = ref SlotOf(hash);
        var found = slot == hash;
        slot = found ? 0 : slot;
        return found;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => Array.Clear(_hashes);

    private ref ulong SlotOf(ulong hash) => ref _hashes[hash & (ulong)(_hashes.Length - 1)];
}
