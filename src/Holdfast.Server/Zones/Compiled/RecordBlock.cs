using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Holdfast.Wire.Records;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>
/// The records that answer one type at one name, finished: the octets as they stand right behind a question for the name,
/// additional records last, and where compression pointers stand in them, so that the octets may also stand elsewhere.
/// </summary>
/// <remarks>
/// <code>
/// |  TYPE  | RECORDS | GLUE | ADDITIONALS | POINTERS | NEEDED | OCTETS |   7 × 16 bits, as the machine has them
/// /  octets of the records: those asked for, then additional ones       /
/// /  offsets of compression pointers within them, 16 bits each          /
/// </code>
/// A pointer is counted as in a message whose question is the name: below 12 + the name's length it points into the
/// question, above into the octets themselves.
/// </remarks>
internal readonly ref struct RecordBlock
{
    /// <summary>The seven numbers before the octets.</summary>
    public const int HeadOctets = 14;

    private readonly ReadOnlySpan<byte> _octets;

    /// <summary>Takes the block that begins with the first octet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RecordBlock(ReadOnlySpan<byte> octets) => _octets = octets;

    /// <summary>Whether there is a block.</summary>
    public bool IsEmpty => _octets.IsEmpty;

    /// <summary>The type asked for.</summary>
    public RecordType Type => (RecordType)Number(0);

    /// <summary>How many records were asked for; of a referral, how many authority has.</summary>
    public int Records => Number(1);

    /// <summary>How many additional records must not be left out: the glue of a referral (RFC 9471).</summary>
    public int NeededAdditionals => Number(2);

    /// <summary>How many additional records there are in all.</summary>
    public int Additionals => Number(3);

    /// <summary>How long the octets are without the additional records that may be left out.</summary>
    public int NeededOctets => Number(5);

    /// <summary>How long the whole block is in memory.</summary>
    public int BlockOctets => HeadOctets + Number(6) + (Number(4) * sizeof(ushort));

    /// <summary>All octets.</summary>
    public ReadOnlySpan<byte> All => _octets.Slice(HeadOctets, Number(6));

    /// <summary>Where pointers stand in the octets, ascending.</summary>
    public ReadOnlySpan<ushort> Pointers => MemoryMarshal.Cast<byte, ushort>(_octets.Slice(HeadOctets + Number(6), Number(4) * sizeof(ushort)));

    /// <summary>Writes the seven numbers.</summary>
    public static void WriteHead(
        Span<byte> head, RecordType type, int records, int neededAdditionals, int additionals, int pointers, int neededOctets, int octets)
    {
        ReadOnlySpan<int> numbers = [(int)type, records, neededAdditionals, additionals, pointers, neededOctets, octets];
        for (var i = 0; i < numbers.Length; i++)
        {
            MemoryMarshal.Write(head[(i * sizeof(ushort))..], (ushort)numbers[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Number(int index) => MemoryMarshal.Read<ushort>(_octets[(index * sizeof(ushort))..]);
}
