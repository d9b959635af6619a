using System.Globalization;

namespace Holdfast.Wire.Records;

/// <summary>The class of a record (RFC 1035 §3.2.4); numbers without a name here are kept as they are.</summary>
public enum RecordClass : ushort
{
    /// <summary>IN.</summary>
    Internet = 1,

    /// <summary>CH.</summary>
    Chaos = 3,

    /// <summary>HS.</summary>
    Hesiod = 4,

    /// <summary>NONE (RFC 2136).</summary>
    None = 254,

    /// <summary>ANY, in questions only.</summary>
    Any = 255,
}

/// <summary>Classes as text.</summary>
public static class RecordClassText
{
    /// <summary>The mnemonic, or CLASS and the number (RFC 3597 §5).</summary>
    public static string ToText(this RecordClass value) => value switch
    {
        RecordClass.Internet => "IN",
        RecordClass.Chaos => "CH",
        RecordClass.Hesiod => "HS",
        RecordClass.None => "NONE",
        RecordClass.Any => "ANY",
        _ => string.Create(CultureInfo.InvariantCulture, $"CLASS{(ushort)value}"),
    };

    /// <summary>Reads a mnemonic or CLASS and a number, in any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RecordClass value)
    {
        Span<char> upper = stackalloc char[16];
        value = default;
        var length = text.ToUpperInvariant(upper);
        if (length < 0)
        {
            return false;
        }

        value = upper[..length] switch
        {
            "IN" => RecordClass.Internet,
            "CH" => RecordClass.Chaos,
            "HS" => RecordClass.Hesiod,
            "NONE" => RecordClass.None,
            "ANY" => RecordClass.Any,
            _ => default,
        };
        if (value != default)
        {
            return true;
        }

        var known = upper[..length].StartsWith("CLASS")
            && ushort.TryParse(upper[5..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = known ? (RecordClass)ushort.Parse(upper[5..length], NumberStyles.None, CultureInfo.InvariantCulture) : default;
        return known;
    }
}
