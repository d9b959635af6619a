using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Holdfast.Wire.Names;

namespace Holdfast.Wire.Writing;

/// <summary>
/// Writes fields into a caller's octets. What does not fit sets <see cref="Overflowed"/> and writes nothing more, so a
/// caller may write a whole structure and look once. Names are compressed against names already written, octet for
/// octet, so that the case of each is kept.
/// </summary>
public ref struct WireWriter
{
    // A pointer holds 14 bits: names further in cannot be pointed at (RFC 1035 §4.1.4).
    private const int MaxPointerTarget = 0x3FFF;

    private readonly Span<byte> _octets;
    private readonly bool _compress;
    private SuffixTable _suffixes;

    /// <summary>Begins at the first octet.</summary>
    /// <param name="octets">Where to write: the message's first octet is this span's first.</param>
    /// <param name="compress">Whether <see cref="WriteName"/> may compress.</param>
    public WireWriter(Span<byte> octets, bool compress = true)
    {
        _octets = octets;
        _compress = compress;
    }

    /// <summary>How many octets were written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether something did not fit.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _octets[..Length];

    /// <summary>Forgets all that was written at and after <paramref name="length"/>, and the overflow.</summary>
    public void RewindTo(int length)
    {
        Length = length;
        Overflowed = false;
    }

    /// <summary>Writes one octet.</summary>
    public void WriteUInt8(byte value)
    {
        if (Reserve(1) is { Length: 1 } room)
        {
            room[0] = value;
        }
    }

    /// <summary>Writes 16 bits, most significant octet first.</summary>
    public void WriteUInt16(ushort value)
    {
        if (Reserve(2) is { Length: 2 } room)
        {
            BinaryPrimitives.WriteUInt16BigEndian(room, value);
        }
    }

    /// <summary>Writes 32 bits, most significant octet first.</summary>
    public void WriteUInt32(uint value)
    {
        if (Reserve(4) is { Length: 4 } room)
        {
            BinaryPrimitives.WriteUInt32BigEndian(room, value);
        }
    }

    /// <summary>Writes the low 48 bits, most significant octet first.</summary>
    public void WriteUInt48(ulong value)
    {
        WriteUInt16((ushort)(value >> 32));
        WriteUInt32((uint)value);
    }

    /// <summary>Writes octets as they are.</summary>
    public void WriteOctets(scoped ReadOnlySpan<byte> octets)
    {
        if (Reserve(octets.Length) is { Length: > 0 } room)
        {
            octets.CopyTo(room);
        }
    }

    /// <summary>Writes a character-string: a length octet, then up to 255 octets (RFC 1035 §3.3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 255 octets.</exception>
    public void WriteCharacterString(scoped ReadOnlySpan<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets.Length, 255);
        WriteUInt8((byte)octets.Length);
        WriteOctets(octets);
    }

    /// <summary>Writes a name, compressed where an equal suffix stands before it.</summary>
    public void WriteName(DomainName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_compress)
        {
            WriteCompressed(name.Octets);
        }
        else
        {
            WriteOctets(name.Octets);
        }
    }

    /// <summary>Writes a name in full, as RFC 3597 §4 wants it inside the data of younger types.</summary>
    public void WriteUncompressedName(DomainName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        WriteOctets(name.Octets);
    }

    /// <summary>Leaves 16 bits open, to be filled by <see cref="EndLength16"/>.</summary>
    /// <returns>Where they stand.</returns>
    public int BeginLength16()
    {
        var at = Length;
        WriteUInt16(0);
        return at;
    }

    /// <summary>Fills 16 bits with the count of octets written after them; more than they can count is an overflow.</summary>
    public void EndLength16(int at)
    {
        var count = Length - at - 2;
        Overflowed |= count > ushort.MaxValue;
        if (!Overflowed)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_octets[at..], (ushort)count);
        }
    }

    /// <summary>Writes 16 bits over earlier ones.</summary>
    public readonly void PatchUInt16(int at, ushort value)
    {
        if (at + 2 <= Length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_octets[at..], value);
        }
    }

    private void WriteCompressed(scoped ReadOnlySpan<byte> name)
    {
        Span<byte> labels = stackalloc byte[DomainName.MaxLabels];
        Span<byte> slots = stackalloc byte[DomainName.MaxLabels];
        var count = Slots(name, labels, slots);
        for (var i = 0; i < count; i++)
        {
            var suffix = name[labels[i]..];
            ref var slot = ref _suffixes[slots[i]];
            if (slot != 0 && SuffixStandsAt(slot, suffix))
            {
                WriteUInt16((ushort)(0xC000 | slot));
                return;
            }

            if (Length is > 0 and <= MaxPointerTarget)
            {
                slot = (ushort)Length;
            }

            WriteOctets(suffix[..(suffix[0] + 1)]);
            if (Overflowed)
            {
                return;
            }
        }

        WriteUInt8(0);
    }

    // Where each label begins and which slot the suffix from it belongs to, hashed from the root in one pass.
    private static int Slots(scoped ReadOnlySpan<byte> name, scoped Span<byte> labels, scoped Span<byte> slots)
    {
        var count = 0;
        for (var at = 0; name[at] != 0; at += name[at] + 1)
        {
            labels[count++] = (byte)at;
        }

        var hash = 2166136261u;
        for (var i = count - 1; i >= 0; i--)
        {
            foreach (var octet in name.Slice(labels[i], name[labels[i]] + 1))
            {
                hash = (hash ^ octet) * 16777619u;
            }

            slots[i] = (byte)((hash ^ (hash >> 16)) % SuffixTable.Slots);
        }

        return count;
    }

    // Whether the name at an earlier offset, its own pointers followed as a reader would, is octet for octet the
    // suffix. Slots outlive a rewind, so an offset is trusted only as far as the octets there say.
    private readonly bool SuffixStandsAt(int at, scoped ReadOnlySpan<byte> suffix)
    {
        var run = at;
        var bound = Length;
        while (at < bound)
        {
            int head = _octets[at];
            if (head >= 0xC0)
            {
                var target = at + 1 < bound ? ((head & 0x3F) << 8) | _octets[at + 1] : run;
                if (target >= run)
                {
                    return false;
                }

                bound = run;
                run = target;
                at = target;
                continue;
            }

            if (head != suffix[0] || at + head >= bound || !_octets.Slice(at, head + 1).SequenceEqual(suffix[..(head + 1)]))
            {
                return false;
            }

            if (head == 0)
            {
                return true;
            }

            suffix = suffix[(head + 1)..];
            at += head + 1;
        }

        return false;
    }

    private Span<byte> Reserve(int count)
    {
        if (Overflowed || count > _octets.Length - Length)
        {
            Overflowed = true;
            return default;
        }

        var room = _octets.Slice(Length, count);
        Length += count;
        return room;
    }

    // Offsets of suffixes by hash; a collision forgets the older one, which costs octets and never correctness.
    [InlineArray(Slots)]
    private struct SuffixTable
    {
        public const int Slots = 128;
        private ushort _first;
    }
}
