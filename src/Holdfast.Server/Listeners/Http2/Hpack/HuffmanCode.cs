namespace Holdfast.Server.Listeners.Http2.Hpack;

/// <summary>
/// The Huffman code of header strings (RFC 7541 §5.2, appendix B). It is canonical: codes of one length follow each other
/// in the order of their symbols, so the lengths alone say everything. Hot path: no allocation.
/// </summary>
internal static class HuffmanCode
{
    private const int ShortBits = 8;
    private const int MaxBits = 30;
    private const int ShortestBits = 5;

    // The symbol that must not occur: only its beginning may, as padding.
    private const int EndOfString = 256;

    // For every first octet, the symbol (above) and the length (low eight bits) of a code that fits in it; 0 when longer.
    private static readonly ushort[] _short = new ushort[1 << ShortBits];

    // Symbols ordered by code; and for each length its first code, how many there are, and where they stand.
    private static readonly short[] _symbols = new short[EndOfString + 1];
    private static readonly uint[] _first = new uint[MaxBits + 1];
    private static readonly uint[] _count = new uint[MaxBits + 1];
    private static readonly int[] _start = new int[MaxBits + 1];

    static HuffmanCode()
    {
        var (code, placed) = (0u, 0);
        for (var length = 1; length <= MaxBits; length++)
        {
            code <<= 1;
            (_first[length], _start[length]) = (code, placed);
            for (var symbol = 0; symbol <= EndOfString; symbol++)
            {
                if (Lengths[symbol] != length)
                {
                    continue;
                }

                _symbols[placed++] = (short)symbol;
                if (length <= ShortBits)
                {
                    _short.AsSpan((int)code << (ShortBits - length), 1 << (ShortBits - length)).Fill((ushort)((symbol << 8) | length));
                }

                code++;
            }

            _count[length] = code - _first[length];
        }
    }

    /// <summary>How long each symbol's code is, in bits; the last is the end of string.</summary>
    public static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>Decodes a string.</summary>
    /// <param name="octets">The whole string.</param>
    /// <param name="destination">Where to; eight fifths of the octets are always enough.</param>
    /// <returns>How many octets it became; -1 when it is not a string of this code, or does not fit.</returns>
    public static int Decode(ReadOnlySpan<byte> octets, Span<byte> destination)
    {
        var window = 0ul; // the bits to come, the next one uppermost
        var (bits, at, written) = (0, 0, 0);
        while (true)
        {
            for (; bits <= 56 && at < octets.Length; bits += 8)
            {
                window |= (ulong)octets[at++] << (56 - bits);
            }

            if (bits < ShortestBits)
            {
                break;
            }

            int entry = _short[window >> (64 - ShortBits)];
            var (symbol, length) = entry != 0 ? (entry >> 8, entry & 0xFF) : Longer(window);
            if (length > bits)
            {
                break;
            }

            if (symbol == EndOfString || written == destination.Length)
            {
                return -1;
            }

            destination[written++] = (byte)symbol;
            window <<= length;
            bits -= length;
        }

        // What is left must be padding: less than an octet, all ones.
        return bits < 8 && window == ~(ulong.MaxValue >> bits) ? written : -1;
    }

    private static (int Symbol, int Length) Longer(ulong window)
    {
        for (var length = ShortBits + 1; length <= MaxBits; length++)
        {
            var offset = (uint)(window >> (64 - length)) - _first[length];
            if (offset < _count[length])
            {
                return (_symbols[_start[length] + (int)offset], length);
            }
        }

        return (EndOfString, MaxBits);
    }
}
