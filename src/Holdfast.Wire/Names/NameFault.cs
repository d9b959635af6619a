namespace Holdfast.Wire.Names;

/// <summary>Why a text is not a domain name.</summary>
public enum NameFault
{
    /// <summary>The text is a name.</summary>
    None,

    /// <summary>The text is empty.</summary>
    Empty,

    /// <summary>Two dots stand side by side, or the name begins with one.</summary>
    EmptyLabel,

    /// <summary>A label is longer than 63 octets (RFC 1035 §2.3.4).</summary>
    LabelTooLong,

    /// <summary>The name is longer than 255 octets (RFC 1035 §2.3.4).</summary>
    NameTooLong,

    /// <summary>A backslash is not followed by a character or by three digits up to 255 (RFC 1035 §5.1).</summary>
    BadEscape,

    /// <summary>A character outside ASCII stands unescaped.</summary>
    NotAscii,

    /// <summary>The name is relative and there is no origin to complete it.</summary>
    NoOrigin,
}
