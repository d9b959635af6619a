using System.Text;

namespace Holdfast.Tables.Items;

/// <summary>
/// How large AWS says that items are ("DynamoDB item sizes and formats"): what limits an item to 400 KB, a page to 1 MB, and
/// what capacity is reckoned from.
/// </summary>
internal static class ItemSize
{
    private const int CollectionOctets = 3;
    private const int ElementOctets = 1;

    /// <summary>The octets of an item: names in UTF-8, and values.</summary>
    public static int Of(Item item)
    {
        var octets = 0;
        foreach (var attribute in item.Attributes)
        {
            octets += Encoding.UTF8.GetByteCount(attribute.Name) + Of(attribute.Value);
        }

        return octets;
    }

    public static int Of(AttributeValue value) => value switch
    {
        StringValue text => Encoding.UTF8.GetByteCount(text.Text),
        BinaryValue binary => binary.Octets.Length,
        NumberValue number => Of(number.Number),
        ListValue list => CollectionOctets + Sum(list.Elements, ElementOctets),
        MapValue map => CollectionOctets + (ElementOctets * map.Attributes.Count) + Of(map.Attributes),
        SetValue set => Sum(set.Members, 0),
        _ => 1,
    };

    // Two digits an octet, paired from the point on, one octet for the power of ten, one for a sign.
    private static int Of(DynamoNumber number)
    {
        if (number.IsZero)
        {
            return 1;
        }

        var first = number.Magnitude >> 1;
        var last = (number.Magnitude - number.DigitCount + 1) >> 1;
        return first - last + 2 + (number.IsNegative ? 1 : 0);
    }

    private static int Sum(ImmutableArray<AttributeValue> values, int each)
    {
        var octets = each * values.Length;
        foreach (var value in values)
        {
            octets += Of(value);
        }

        return octets;
    }
}
