namespace Holdfast.Server.Listeners.Http2.Hpack;

/// <summary>
/// Reads a header block, field by field (RFC 7541 §3, §6). The first fault sticks; after it the dynamic table is of no use,
/// and the connection must end (RFC 9113 §4.3). Hot path: no allocation.
/// </summary>
/// <param name="block">The whole block.</param>
/// <param name="table">What the peer told us to remember; changed while reading.</param>
/// <param name="scratch">Where strings are decoded to: the table's limit and eight fifths of the block are always enough.</param>
internal ref struct HpackReader(ReadOnlySpan<byte> block, DynamicTable table, Span<byte> scratch)
{
    // An index or a length in five octets and more is beyond any limit of ours (RFC 7541 §5.1 wants one).
    private const int MaxIntegerShift = 21;

    private readonly Span<byte> _scratch = scratch;
    private ReadOnlySpan<byte> _rest = block;
    private bool _begun;

    /// <summary>Whether the block is not what the RFC says.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Reads the next field, valid until the one after it is read.</summary>
    /// <returns>False at the end of the block and at a fault.</returns>
    public bool TryNext(out HeaderField field)
    {
        field = default;
        while (!IsFaulty && !_rest.IsEmpty)
        {
            switch (_rest[0])
            {
                case >= 0x80: // §6.1, indexed
                    _begun = true;
                    return TryInteger(7, out var index) && TryIndex(index, out field);

                case >= 0x40: // §6.2.1, literal, to be remembered
                    _begun = true;
                    if (!TryLiteral(6, out field))
                    {
                        return false;
                    }

                    table.Add(field);
                    return true;

                case >= 0x20: // §6.3, size update; only before the first field (§4.2)
                    if (_begun || !TryInteger(5, out var size) || !table.TryResize(size))
                    {
                        return Fault();
                    }

                    continue;

                default: // §6.2.2, §6.2.3, literal, not remembered
                    _begun = true;
                    return TryLiteral(4, out field);
            }
        }

        return false;
    }

    private bool TryLiteral(int prefixBits, out HeaderField field)
    {
        field = default;
        if (!TryInteger(prefixBits, out var index))
        {
            return false;
        }

        var room = _scratch;
        ReadOnlySpan<byte> name;
        if (index == 0)
        {
            if (!TryString(ref room, out name))
            {
                return false;
            }
        }
        else if (TryIndex(index, out var named))
        {
            name = named.Name;
            if (index > StaticTable.Count)
            {
                // Adding the field may forget the entry, or move it.
                if (!named.Name.TryCopyTo(room))
                {
                    return Fault();
                }

                name = room[..named.Name.Length];
                room = room[named.Name.Length..];
            }
        }
        else
        {
            return false;
        }

        if (!TryString(ref room, out var value))
        {
            return false;
        }

        field = new HeaderField(name, value);
        return true;
    }

    // §5.2
    private bool TryString(scoped ref Span<byte> room, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_rest.IsEmpty)
        {
            return Fault();
        }

        var isHuffman = (_rest[0] & 0x80) != 0;
        if (!TryInteger(7, out var length) || length > _rest.Length)
        {
            return Fault();
        }

        text = _rest[..length];
        _rest = _rest[length..];
        if (isHuffman)
        {
            var decoded = HuffmanCode.Decode(text, room);
            if (decoded < 0)
            {
                return Fault();
            }

            text = room[..decoded];
            room = room[decoded..];
        }

        return true;
    }

    // §2.3.3
    private bool TryIndex(int index, out HeaderField field)
    {
        field = default;
        if (index == 0 || index > StaticTable.Count + table.Count)
        {
            return Fault();
        }

        field = index <= StaticTable.Count ? StaticTable.At(index) : table.At(index - StaticTable.Count - 1);
        return true;
    }

    // §5.1
    private bool TryInteger(int prefixBits, out int value)
    {
        var mask = (1 << prefixBits) - 1;
        value = _rest[0] & mask;
        _rest = _rest[1..];
        if (value < mask)
        {
            return true;
        }

        for (var shift = 0; shift <= MaxIntegerShift; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                return Fault();
            }

            var octet = _rest[0];
            _rest = _rest[1..];
            value += (octet & 0x7F) << shift;
            if (octet < 0x80)
            {
                return true;
            }
        }

        return Fault();
    }

    private bool Fault()
    {
        IsFaulty = true;
        _rest = default;
        return false;
    }
}
