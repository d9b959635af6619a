using System.Text.Json;

namespace Holdfast.Tables.Items;

/// <summary>
/// Reads values from DynamoDB JSON. The first SerializationException ends reading; a ValidationException is kept while the rest
/// is read, since AWS checks the shape of the whole request first.
/// </summary>
internal ref struct ItemJsonReader
{
    private TableError? _shape;
    private TableError? _invalid;

    /// <summary>What is told of JSON that is none.</summary>
    public static TableError Malformed { get; } = TableError.Serialization("Unexpected value type in payload");

    /// <summary>What was found to be wrong first.</summary>
    public readonly TableError? Fault => _shape ?? _invalid;

    /// <summary>Reads a value or an item; null when there is a fault.</summary>
    public AttributeValue? ReadGuarded(ref Utf8JsonReader reader, bool isItem)
    {
        try
        {
            var value = isItem ? ReadMap(ref reader, 0) : ReadValue(ref reader, 0);
            return Fault is null ? value : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The reader throws on what is no JSON, and on strings that are no UTF-8 or have half of a surrogate pair.
            _shape ??= Malformed;
            return null;
        }
    }

    private readonly bool IsBroken => _shape is not null;

    private MapValue? ReadMap(ref Utf8JsonReader reader, int nesting)
    {
        if (!Expect(ref reader, JsonTokenType.StartObject, "Expected map or null"))
        {
            return null;
        }

        List<ItemAttribute> attributes = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue; // as if it were not there
            }

            if (ReadValue(ref reader, nesting) is { } value)
            {
                attributes.Add(new(name, value));
            }

            if (IsBroken)
            {
                return null;
            }

            Invalid(AttributeRules.CheckName(name));
        }

        return new(Item.FromOwned([.. attributes]));
    }

    // One value: an object with exactly one of the ten types.
    private AttributeValue? ReadValue(ref Utf8JsonReader reader, int nesting)
    {
        if (!Expect(ref reader, JsonTokenType.StartObject, "Expected null"))
        {
            return null;
        }

        if (nesting > ItemLimits.MaxNesting)
        {
            Invalid(TableError.Validation("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"));
            reader.Skip();
            return null;
        }

        AttributeValue? value = null;
        var types = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = AttributeTypes.TryParse(reader.GetString(), out var type);
            reader.Read();
            if (!isKnown)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            types++;
            value = ReadContent(ref reader, type, nesting);
            if (IsBroken)
            {
                return null;
            }
        }

        if (types != 1)
        {
            Invalid(TableError.Validation(types == 0
                ? "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                : "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"));
        }

        return value;
    }

    private AttributeValue? ReadContent(ref Utf8JsonReader reader, AttributeType type, int nesting)
    {
        switch (type)
        {
            case AttributeType.S or AttributeType.N or AttributeType.B:
                return ReadScalar(ref reader, type);
            case AttributeType.BOOL:
                return ReadBoolean(ref reader) is { } isTrue ? BooleanValue.Of(isTrue) : null;
            case AttributeType.NULL:
                if (ReadBoolean(ref reader) == false)
                {
                    Invalid(TableError.InvalidParameter("Null attribute value types must have the value of true"));
                }

                return NullValue.Instance;
            case AttributeType.M:
                return ReadMap(ref reader, nesting + 1);
            case AttributeType.L:
                return ReadList(ref reader, nesting + 1);
            default:
                return ReadSet(ref reader, type);
        }
    }

    private AttributeValue? ReadScalar(ref Utf8JsonReader reader, AttributeType type)
    {
        if (!Expect(ref reader, JsonTokenType.String, null, type == AttributeType.B ? "a Blob" : "an String"))
        {
            return null;
        }

        if (type == AttributeType.B)
        {
            if (reader.TryGetBytesFromBase64(out var octets))
            {
                return new BinaryValue(octets);
            }

            Broken(Base64Fault.Describe(reader.GetString()!));
            return null;
        }

        var text = reader.GetString()!;
        if (type == AttributeType.S)
        {
            return new StringValue(text);
        }

        var fault = DynamoNumber.Parse(text, out var number);
        if (fault != NumberFault.None)
        {
            Invalid(fault.ToError(text));
        }

        return new NumberValue(number);
    }

    private bool? ReadBoolean(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.TokenType == JsonTokenType.True;
        }

        Broken(reader.TokenType == JsonTokenType.String
            ? $"'{reader.GetString()!.ToUpperInvariant()}' can not be converted to an Boolean"
            : JsonKind.Unexpected(ref reader, "an Boolean"));
        return null;
    }

    private ListValue? ReadList(ref Utf8JsonReader reader, int nesting)
    {
        if (!Expect(ref reader, JsonTokenType.StartArray, "Expected list or null"))
        {
            return null;
        }

        var elements = ImmutableArray.CreateBuilder<AttributeValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadValue(ref reader, nesting) is { } element)
            {
                elements.Add(element);
            }

            if (IsBroken)
            {
                return null;
            }
        }

        return new(elements.DrainToImmutable());
    }

    private SetValue? ReadSet(ref Utf8JsonReader reader, AttributeType type)
    {
        if (!Expect(ref reader, JsonTokenType.StartArray, "Expected list or null"))
        {
            return null;
        }

        List<AttributeValue> members = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadScalar(ref reader, type.Element()) is { } member)
            {
                members.Add(member);
                Invalid(AttributeRules.CheckMember(type, member));
            }

            if (IsBroken)
            {
                return null;
            }
        }

        SetValue? set = null;
        if (_invalid is null && !SetValue.TryCreate(type, members, out set))
        {
            Invalid(AttributeRules.DescribeSet(type, members));
        }

        return set;
    }

    private bool Expect(ref Utf8JsonReader reader, JsonTokenType token, string? otherwise, string goal = "")
    {
        if (reader.TokenType == token)
        {
            return true;
        }

        Broken(JsonKind.Unexpected(ref reader, goal, otherwise));
        return false;
    }

    private void Broken(string message) => _shape ??= TableError.Serialization(message);

    private void Invalid(TableError? error) => _invalid ??= error;
}
