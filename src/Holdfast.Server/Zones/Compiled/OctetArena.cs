namespace Holdfast.Server.Zones.Compiled;

/// <summary>
/// Octets of many things, one behind another, each found by a number of 32 bits. It grows by chunks, so that growing
/// copies nothing, and what is filed stays where it is.
/// </summary>
internal sealed class OctetArena
{
    private const int ChunkBits = 20;
    private const int ChunkOctets = 1 << ChunkBits;
    private const int MaxChunks = 1 << (32 - ChunkBits);

    private readonly List<byte[]> _chunks = [];
    private int _used = ChunkOctets;

    /// <summary>How many octets the chunks take.</summary>
    public long Octets => _chunks.Sum(chunk => (long)chunk.Length);

    /// <summary>Files octets.</summary>
    /// <param name="octets">The octets; they stay together.</param>
    /// <param name="address">Where they are from now on; never 0.</param>
    /// <returns>False when all addresses are taken.</returns>
    public bool TryAdd(scoped ReadOnlySpan<byte> octets, out uint address)
    {
        if (_chunks.Count == 0 || octets.Length > Math.Min(_chunks[^1].Length, ChunkOctets) - _used)
        {
            Trim();
            if (_chunks.Count == MaxChunks)
            {
                address = 0;
                return false;
            }

            // What is longer than a chunk has one of its own: addresses are counted where things begin.
            _chunks.Add(new byte[Math.Max(ChunkOctets, octets.Length + 1)]);
            _used = _chunks.Count == 1 ? 1 : 0;
        }

        address = ((uint)(_chunks.Count - 1) << ChunkBits) | (uint)_used;
        octets.CopyTo(_chunks[^1].AsSpan(_used));
        _used = Math.Min(_used + octets.Length, ChunkOctets);
        return true;
    }

    /// <summary>The octets from an address on. Hot path.</summary>
    public ReadOnlySpan<byte> From(uint address) => _chunks[(int)(address >> ChunkBits)].AsSpan((int)(address & (ChunkOctets - 1)));

    /// <summary>Gives back what the last chunk does not need.</summary>
    public void Trim()
    {
        if (_chunks.Count > 0 && _used < ChunkOctets && _chunks[^1].Length == ChunkOctets)
        {
            var chunk = _chunks[^1];
            Array.Resize(ref chunk, _used);
            _chunks[^1] = chunk;
            _used = ChunkOctets;
        }
    }
}
