using System.Text;

namespace Holdfast.Wire.Edns;

/// <summary>Which server of many behind one address answered; empty in a query, which asks for it (RFC 5001 §2).</summary>
/// <param name="Identifier">Whatever the server's operator chose.</param>
public sealed record NameServerIdentifier(ReadOnlyMemory<byte> Identifier)
{
    /// <summary>Takes an identifier that is text.</summary>
    public NameServerIdentifier(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>The identifier as an option.</summary>
    public EdnsOption ToOption() => new(EdnsOptionCode.NameServerIdentifier, Identifier);

    /// <summary>Reads the option; null when it is another one.</summary>
    public static NameServerIdentifier? From(EdnsOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Code == EdnsOptionCode.NameServerIdentifier ? new NameServerIdentifier(option.Data) : null;
    }

    /// <inheritdoc/>
    public bool Equals(NameServerIdentifier? other) => other is not null && Identifier.Span.SequenceEqual(other.Identifier.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Identifier.Span);
        return hash.ToHashCode();
    }

    /// <summary>The identifier as text when it is printable ASCII, else in hexadecimal.</summary>
    public override string ToString() =>
        Identifier.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? Convert.ToHexStringLower(Identifier.Span)
            : Encoding.ASCII.GetString(Identifier.Span);
}
