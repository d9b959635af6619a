using System.Runtime.CompilerServices;
using Holdfast.Wire.Names;

namespace Holdfast.Wire.Reading;

/// <summary>
/// The names last read from a message, by where they stand. Most owners are a pointer to the question, so most records
/// can share one object; and a message of pointers to one long name cannot make thousands of copies of it.
/// </summary>
internal struct RecentNames
{
    private Slots _slots;
    private int _added;

    public readonly DomainName? Find(int offset)
    {
        foreach (ref readonly var slot in _slots[..])
        {
            if (slot.Name is not null && slot.Offset == offset)
            {
                return slot.Name;
            }
        }

        return null;
    }

    // The first name, usually the question's, stays; the others take turns.
    public void Add(int offset, DomainName name)
    {
        var index = _added == 0 ? 0 : 1 + ((_added - 1) % (Slots.Count - 1));
        _slots[index] = new Slot(offset, name);
        _added++;
    }

    private readonly record struct Slot(int Offset, DomainName? Name);

    [InlineArray(Count)]
    private struct Slots
    {
        public const int Count = 4;
        private Slot _first;
    }
}
