using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Tables.Items;

/// <summary>Reads what <see cref="ItemCodec"/> writes; after the first fault there is nothing left to read.</summary>
internal ref struct ItemCodecReader(ReadOnlySpan<byte> octets)
{
    // More than an item may have, so that what was once allowed can be read.
    private const int MaxNesting = 2 * ItemLimits.MaxNesting;

    private ReadOnlySpan<byte> _rest = octets;

    public bool IsSound { get; private set; } = true;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public Item ReadItem(int nesting)
    {
        var attributes = new ItemAttribute[ReadCount()];
        for (var at = 0; at < attributes.Length; at++)
        {
            attributes[at] = new(ReadText(), ReadValue(nesting));
        }

        return IsSound ? Item.FromOwned(attributes) : Item.Empty;
    }

    private AttributeValue ReadValue(int nesting) => ReadContent((AttributeType)ReadOctet(), nesting);

    private AttributeValue ReadContent(AttributeType type, int nesting) => type switch
    {
        AttributeType.S => new StringValue(ReadText()),
        AttributeType.N => ReadNumber(),
        AttributeType.B => new BinaryValue(Take(ReadCount()).ToArray()),
        AttributeType.BOOL => BooleanValue.Of(ReadOctet() != 0),
        AttributeType.NULL => NullValue.Instance,
        AttributeType.L when nesting < MaxNesting => new ListValue(ReadValues(null, nesting + 1)),
        AttributeType.M when nesting < MaxNesting => new MapValue(ReadItem(nesting + 1)),
        AttributeType.SS or AttributeType.NS or AttributeType.BS => SetValue.FromSorted(type, ReadValues(type.Element(), nesting)),
        _ => Broken(),
    };

    // Of one type that is not written with each, or of any.
    private ImmutableArray<AttributeValue> ReadValues(AttributeType? type, int nesting)
    {
        var values = new AttributeValue[ReadCount()];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = type is { } known ? ReadContent(known, nesting) : ReadValue(nesting);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private AttributeValue ReadNumber()
    {
        var length = DynamoNumber.ReadOrdered(_rest, out var number);
        _rest = _rest[length..];
        return length > 0 ? new NumberValue(number) : Broken();
    }

    private string ReadText() => Encoding.UTF8.GetString(Take(ReadCount()));

    private byte ReadOctet() => Take(1) is [var octet] ? octet : (byte)0;

    // How many octets or elements follow: each element has at least one octet, so that no count can ask for more than there is.
    private int ReadCount()
    {
        var count = 0u;
        for (var shift = 0; shift <= 28 && IsSound; shift += 7)
        {
            var octet = ReadOctet();
            count |= (octet & 0x7Fu) << shift;
            if (octet < 0x80)
            {
                break;
            }
        }

        if (count <= _rest.Length)
        {
            return (int)count;
        }

        Broken();
        return 0;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            Broken();
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private NullValue Broken()
    {
        IsSound = false;
        _rest = default;
        return NullValue.Instance;
    }
}
