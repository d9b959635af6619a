namespace Holdfast.Server.Listeners.Http2.Hpack;

/// <summary>
/// The header fields that a peer has told us to remember, newest first (RFC 7541 §2.3.2, §4). Their octets lie one behind
/// another in one array, which is moved together when its end is reached. Hot path: no allocation once it has grown.
/// </summary>
internal sealed class DynamicTable
{
    private const int FirstOctets = 512;

    private readonly record struct Entry(long Start, int NameOctets, int ValueOctets)
    {
        public int Octets => NameOctets + ValueOctets;

        public int Size => HeaderField.SizeOf(NameOctets, ValueOctets);
    }

    // A ring; an entry's size is at least that of an empty field.
    private Entry[] _entries = [];
    private int _newest;
    private byte[] _octets = [];

    // Positions count from the table's beginning in time; the array's first octet has this one.
    private long _base;
    private long _end;

    private readonly int _limit;
    private int _maxSize;

    /// <summary>Begins empty.</summary>
    /// <param name="limit">The largest size that we allow the peer, by the measure of RFC 7541 §4.1.</param>
    public DynamicTable(int limit) => _limit = _maxSize = limit;

    /// <summary>How many fields it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Its size (RFC 7541 §4.1).</summary>
    public int Size { get; private set; }

    /// <summary>The field at an index from 0, the newest, to <see cref="Count"/> - 1; valid until the table changes.</summary>
    public HeaderField At(int index)
    {
        var entry = EntryAt(index);
        var octets = _octets.AsSpan((int)(entry.Start - _base), entry.Octets);
        return new HeaderField(octets[..entry.NameOctets], octets[entry.NameOctets..]);
    }

    /// <summary>The peer changes the size (RFC 7541 §6.3).</summary>
    /// <returns>Whether it stays within what we allow.</returns>
    public bool TryResize(int size)
    {
        if (size > _limit)
        {
            return false;
        }

        _maxSize = size;
        Evict(size);
        return true;
    }

    /// <summary>Adds a field, and forgets old ones to make room; one that is too large empties the table (RFC 7541 §4.4).</summary>
    /// <param name="field">Not from this table.</param>
    public void Add(HeaderField field)
    {
        Evict(_maxSize - field.Size);
        if (field.Size > _maxSize)
        {
            return;
        }

        if (_entries.Length == 0)
        {
            _entries = new Entry[_limit / HeaderField.SizeOf(0, 0)];
        }

        var entry = new Entry(_end, field.Name.Length, field.Value.Length);
        MakeRoom(entry.Octets);
        var octets = _octets.AsSpan((int)(_end - _base));
        field.Name.CopyTo(octets);
        field.Value.CopyTo(octets[field.Name.Length..]);
        _end += entry.Octets;
        _newest = (_newest + 1) % _entries.Length;
        _entries[_newest] = entry;
        Count++;
        Size += entry.Size;
    }

    private Entry EntryAt(int index) => _entries[(_newest - index + _entries.Length) % _entries.Length];

    private void Evict(int most)
    {
        while (Count > 0 && Size > most)
        {
            Size -= EntryAt(Count - 1).Size;
            Count--;
        }
    }

    private void MakeRoom(int octets)
    {
        if (_end - _base + octets <= _octets.Length)
        {
            return;
        }

        var oldest = Count == 0 ? _end : EntryAt(Count - 1).Start;
        var live = _octets.AsSpan((int)(oldest - _base), (int)(_end - oldest));
        var wanted = Math.Max(FirstOctets, 2 * (live.Length + octets));
        var target = wanted <= _octets.Length ? _octets : new byte[Math.Min(wanted, 2 * _limit)];
        live.CopyTo(target);
        _octets = target;
        _base = oldest;
    }
}
