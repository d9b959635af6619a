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
        const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;
        value = text switch
        {
            _ when text.Equals("IN", AnyCase) => RecordClass.Internet,
            _ when text.Equals("CH", AnyCase) => RecordClass.Chaos,
            _ when text.Equals("HS", AnyCase) => RecordClass.Hesiod,
            _ when text.Equals("NONE", AnyCase) => RecordClass.None,
            _ when text.Equals("ANY", AnyCase) => RecordClass.Any,
            _ => default,
        };
        if (value != default)
        {
            return true;
        }

        ushort number = 0;
        var known = text.StartsWith("CLASS", AnyCase)
            && ushort.TryParse(text["CLASS".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
        value = (RecordClass)number;
        return known;
    }
}
