using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>What a name of a zone is, besides having records.</summary>
[Flags]
internal enum NodeTraits : byte
{
    /// <summary>Nothing else; without records it is an empty non-terminal.</summary>
    None = 0,

    /// <summary>A zone cut: the name, and all below it, are somebody else's (RFC 1034 §4.2.1).</summary>
    Cut = 1,

    /// <summary>All names below are redirected (RFC 6672).</summary>
    Dname = 2,

    /// <summary>The name is an alias (RFC 1034 §3.6.2).</summary>
    Cname = 4,

    /// <summary>A wildcard stands right below (RFC 4592).</summary>
    HasWildcard = 8,
}

/// <summary>One name of a compiled zone, over octets that the zone owns.</summary>
/// <remarks>
/// <code>
/// | traits | name's length | blocks: 16 bits | name, in lower case | blocks, by type |
/// </code>
/// </remarks>
internal readonly ref struct ZoneNode
{
    /// <summary>What stands before the name.</summary>
    public const int HeadOctets = 4;

    private readonly ReadOnlySpan<byte> _octets;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ZoneNode(ReadOnlySpan<byte> octets) => _octets = octets;

    public bool IsMissing => _octets.IsEmpty;

    public NodeTraits Traits => (NodeTraits)_octets[0];

    public ReadOnlySpan<byte> Name => _octets.Slice(HeadOctets, _octets[1]);

    private int Blocks => MemoryMarshal.Read<ushort>(_octets[2..]);

    /// <summary>The records of a type; an empty block when there are none. Hot path.</summary>
    public RecordBlock Find(RecordType type)
    {
        var rest = _octets[(HeadOctets + _octets[1])..];
        for (var left = Blocks; left > 0; left--)
        {
            var block = new RecordBlock(rest);
            if (block.Type == type)
            {
                return block;
            }

            rest = rest[block.BlockOctets..];
        }

        return default;
    }

    /// <summary>The records of the lowest type number; an empty block when the name has none.</summary>
    public RecordBlock First() => Blocks == 0 ? default : new RecordBlock(_octets[(HeadOctets + _octets[1])..]);

    /// <summary>Writes what stands before the blocks.</summary>
    public static int WriteHead(Span<byte> octets, NodeTraits traits, ReadOnlySpan<byte> name, int blocks)
    {
        octets[0] = (byte)traits;
        octets[1] = (byte)name.Length;
        MemoryMarshal.Write(octets[2..], (ushort)blocks);
        name.CopyTo(octets[HeadOctets..]);
        return HeadOctets + name.Length;
    }
}
