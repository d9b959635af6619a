using Holdfast.Wire.Names;

namespace Holdfast.Server.Zones.Compiled;

/// <summary>
/// Numbers by the hash of a name: an open table with linear probing, whose slots hold the hash beside the number, so that
/// nearly every name that is not there is told by one line of memory. Whoever asks compares the names.
/// </summary>
internal sealed class NameIndex
{
    private ulong[] _slots;
    private int _mask;

    /// <summary>Makes room.</summary>
    /// <param name="expected">How many names will come; more are taken too.</param>
    public NameIndex(int expected)
    {
        var size = 16;
        while (size < expected + (expected >> 1))
        {
            size <<= 1;
        }

        _slots = new ulong[size];
        _mask = size - 1;
    }

    /// <summary>How many numbers it holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many octets it takes.</summary>
    public long Octets => (long)_slots.Length * sizeof(ulong);

    /// <summary>The hash that goes with a name. Hot path.</summary>
    public static uint HashOf(ReadOnlySpan<byte> name) => (uint)NameOctets.HashIgnoringCase(name);

    /// <summary>Files a number; that the name is not there yet is the caller's to know.</summary>
    /// <param name="hash">The name's hash.</param>
    /// <param name="number">The number; not 0.</param>
    public void Add(uint hash, uint number)
    {
        if (Count >= _slots.Length - (_slots.Length >> 2))
        {
            Grow();
        }

        Place(((ulong)hash << 32) | number);
        Count++;
    }

    /// <summary>The next number of a hash. Hot path.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="probe">Where the search stands: the hash at first.</param>
    /// <returns>0 when there are no more.</returns>
    public uint Next(uint hash, ref uint probe)
    {
        while (true)
        {
            var slot = _slots[probe++ & (uint)_mask];
            if (slot == 0)
            {
                return 0;
            }

            if ((uint)(slot >> 32) == hash)
            {
                return (uint)slot;
            }
        }
    }

    private void Grow()
    {
        var before = _slots;
        _slots = new ulong[before.Length * 2];
        _mask = _slots.Length - 1;
        foreach (var slot in before)
        {
            if (slot != 0)
            {
                Place(slot);
            }
        }
    }

    private void Place(ulong slot)
    {
        var at = (int)(slot >> 32) & _mask;
        while (_slots[at] != 0)
        {
            at = (at + 1) & _mask;
        }

        _slots[at] = slot;
    }
}
