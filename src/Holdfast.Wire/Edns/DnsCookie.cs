namespace Holdfast.Wire.Edns;

/// <summary>A light proof that a client is where it says it is (RFC 7873 §4, RFC 9018).</summary>
/// <remarks>
/// <code>
/// |                CLIENT COOKIE                |  64 bits
/// /                SERVER COOKIE                /  8 to 32 octets; absent when the client knows none
/// </code>
/// </remarks>
public sealed record DnsCookie
{
    /// <summary>The client's part, in octets.</summary>
    public const int ClientOctets = 8;

    /// <summary>The shortest part of a server, in octets.</summary>
    public const int MinServerOctets = 8;

    /// <summary>The longest part of a server, in octets.</summary>
    public const int MaxServerOctets = 32;

    /// <summary>Takes both parts.</summary>
    /// <param name="client">8 octets.</param>
    /// <param name="server">8 to 32 octets; empty for none.</param>
    /// <exception cref="ArgumentException">A part has another length.</exception>
    public DnsCookie(ReadOnlyMemory<byte> client, ReadOnlyMemory<byte> server = default)
    {
        if (client.Length != ClientOctets || server.Length is not (0 or >= MinServerOctets and <= MaxServerOctets))
        {
            throw new ArgumentException("A cookie has 8 octets of the client, and 8 to 32 of the server or none.");
        }

        (Client, Server) = (client, server);
    }

    /// <summary>What the client chose, 8 octets.</summary>
    public ReadOnlyMemory<byte> Client { get; }

    /// <summary>What the server made of it, 8 to 32 octets; empty for none.</summary>
    public ReadOnlyMemory<byte> Server { get; }

    /// <summary>The cookie as an option.</summary>
    public EdnsOption ToOption() => new(EdnsOptionCode.Cookie, (byte[])[.. Client.Span, .. Server.Span]);

    /// <summary>Reads the option; null when it is another one or of a length that the server must refuse (RFC 7873 §5.2.2).</summary>
    public static DnsCookie? From(EdnsOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Code == EdnsOptionCode.Cookie
            && option.Data.Length is ClientOctets or (>= ClientOctets + MinServerOctets and <= ClientOctets + MaxServerOctets)
            ? new DnsCookie(option.Data[..ClientOctets], option.Data[ClientOctets..])
            : null;
    }

    /// <inheritdoc/>
    public bool Equals(DnsCookie? other) =>
        other is not null && Client.Span.SequenceEqual(other.Client.Span) && Server.Span.SequenceEqual(other.Server.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Client.Span);
        hash.AddBytes(Server.Span);
        return hash.ToHashCode();
    }

    /// <summary>Both parts in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(Client.Span) + Convert.ToHexStringLower(Server.Span);
}
