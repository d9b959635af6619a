namespace Holdfast.Wire.Records;

/// <summary>What a service parameter says, by RFC 9460 §14.3.2 and the IANA registry; other numbers are kept as they are.</summary>
public enum ServiceParameterKey : ushort
{
    /// <summary>Which keys a client must know to use the record.</summary>
    Mandatory = 0,

    /// <summary>The application protocols (RFC 7301).</summary>
    Alpn = 1,

    /// <summary>The scheme's default protocol is not spoken.</summary>
    NoDefaultAlpn = 2,

    /// <summary>The port.</summary>
    Port = 3,

    /// <summary>IPv4 addresses to begin with.</summary>
    IPv4Hint = 4,

    /// <summary>Keys for the encrypted ClientHello.</summary>
    Ech = 5,

    /// <summary>IPv6 addresses to begin with.</summary>
    IPv6Hint = 6,

    /// <summary>The path of a DNS over HTTPS service (RFC 9461).</summary>
    DohPath = 7,

    /// <summary>Oblivious HTTP is spoken (RFC 9540).</summary>
    Ohttp = 8,
}

/// <summary>One parameter of a service: a key and its octets (RFC 9460 §2.2).</summary>
/// <param name="Key">What it says.</param>
/// <param name="Value">Its octets.</param>
public sealed record ServiceParameter(ServiceParameterKey Key, ReadOnlyMemory<byte> Value)
{
    /// <inheritdoc/>
    public bool Equals(ServiceParameter? other) => other is not null && Key == other.Key && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Value.Length);
}
