namespace Holdfast.Resolver.Cache;

/// <summary>
/// Remembers the hashes of entries that were evicted early, as many as it has slots: one that comes back soon is worth
/// keeping. A collision forgets the older hash, which costs a chance and never correctness. The cache's lock guards it.
/// </summary>
internal sealed class GhostTable(int slots)
{
    private readonly ulong[] _hashes = new ulong[slots];

    /// <summary>Remembers a hash.</summary>
    public void Add(ulong hash) => _hashes[hash % (ulong)_hashes.Length] = hash;

    /// <summary>Whether a hash is remembered; it no longer is afterwards.</summary>
    public bool Take(ulong hash)
    {
        ref var slot = ref _hashes[hash % (ulong)_hashes.Length];
        var found = slot == hash;
        slot = found ? 0 : slot;
        return found;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => Array.Clear(_hashes);
}
