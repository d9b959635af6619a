namespace Holdfast.Wire.Reading;

/// <summary>What is wrong with octets that should have been a message.</summary>
public enum WireFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The octets end before the field does.</summary>
    Truncated,

    /// <summary>A label's first two bits are 01 or 10, which nothing defines (RFC 1035 §4.1.4).</summary>
    BadLabelType,

    /// <summary>A compression pointer does not lead strictly backward, to a name that ends before it (RFC 9267 §2).</summary>
    PointerNotBackward,

    /// <summary>A name goes through more compression pointers than it can have labels.</summary>
    TooManyPointers,

    /// <summary>A name is longer than 255 octets.</summary>
    NameTooLong,

    /// <summary>The names of one message, written in full, are far longer than the message: an attack by compression.</summary>
    NamesTooLarge,

    /// <summary>A name inside data that must not be compressed is (RFC 3597 §4).</summary>
    CompressionNotAllowed,

    /// <summary>RDLENGTH and the fields of the record disagree.</summary>
    BadRdataLength,

    /// <summary>A field holds a value that its RFC rules out.</summary>
    BadValue,

    /// <summary>Octets follow the last record that the header counted.</summary>
    TrailingOctets,

    /// <summary>The message is longer than 65,535 octets.</summary>
    MessageTooLong,
}
