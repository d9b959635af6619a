using System.Text;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Edns;

/// <summary>What went wrong, by RFC 8914 §5.2 and the IANA registry; other numbers are kept as they are.</summary>
public enum ExtendedErrorCode : ushort
{
    /// <summary>Something that has no code of its own.</summary>
    Other = 0,

    /// <summary>The answer is stale: its TTL has run out (RFC 8767).</summary>
    StaleAnswer = 3,

    /// <summary>The answer was made by policy, not by the zone.</summary>
    ForgedAnswer = 4,

    /// <summary>DNSSEC validation ended in bogus.</summary>
    DnssecBogus = 6,

    /// <summary>Signatures have expired.</summary>
    SignatureExpired = 7,

    /// <summary>The failure comes from the cache (RFC 9520).</summary>
    CachedError = 13,

    /// <summary>The server is not ready to answer.</summary>
    NotReady = 14,

    /// <summary>The server's operator blocks the name.</summary>
    Blocked = 15,

    /// <summary>The client may not ask here.</summary>
    Prohibited = 18,

    /// <summary>The NXDOMAIN is stale.</summary>
    StaleNxDomain = 19,

    /// <summary>The server is not an authority for the name.</summary>
    NotAuthoritative = 20,

    /// <summary>The server does not support the operation.</summary>
    NotSupported = 21,

    /// <summary>No authority could be reached.</summary>
    NoReachableAuthority = 22,

    /// <summary>An error on the way to another server.</summary>
    NetworkError = 23,

    /// <summary>What another server sent cannot be used.</summary>
    InvalidData = 24,
}

/// <summary>An extended DNS error: why an answer is what it is (RFC 8914 §2).</summary>
/// <remarks>
/// <code>
/// |                   INFO-CODE                   |  16 bits
/// /                  EXTRA-TEXT                   /  UTF-8, no zero octet at its end, may be empty
/// </code>
/// </remarks>
/// <param name="Code">The kind of error.</param>
/// <param name="Text">More words for people; for them only.</param>
public sealed record ExtendedError(ExtendedErrorCode Code, string Text = "")
{
    /// <summary>The error as an option.</summary>
    public EdnsOption ToOption()
    {
        var octets = new byte[2 + Encoding.UTF8.GetByteCount(Text)];
        var writer = new WireWriter(octets);
        writer.WriteUInt16((ushort)Code);
        writer.WriteOctets(Encoding.UTF8.GetBytes(Text));
        return new EdnsOption(EdnsOptionCode.ExtendedError, octets);
    }

    /// <summary>Reads the option; null when it is another one or too short.</summary>
    public static ExtendedError? From(EdnsOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        if (option.Code != EdnsOptionCode.ExtendedError || option.Data.Length < 2)
        {
            return null;
        }

        var reader = new WireReader(option.Data.Span);
        var code = (ExtendedErrorCode)reader.ReadUInt16();
        return new ExtendedError(code, Encoding.UTF8.GetString(reader.ReadRemaining()).TrimEnd('\0'));
    }
}
