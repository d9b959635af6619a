using System.Text;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Edns;

/// <summary>What went wrong, by RFC 8914 §5.2 and the IANA registry; other numbers are kept as they are.</summary>
public enum ExtendedErrorCode : ushort
{
    /// <summary>Something that has no code of its own.</summary>
    Other = 0,

    /// <summary>The validator does not know the key's algorithm.</summary>
    UnsupportedKeyAlgorithm = 1,

    /// <summary>The validator does not know the DS's digest.</summary>
    UnsupportedDigest = 2,

    /// <summary>The answer is stale: its TTL has run out (RFC 8767).</summary>
    StaleAnswer = 3,

    /// <summary>The answer was made by policy, not by the zone.</summary>
    ForgedAnswer = 4,

    /// <summary>DNSSEC validation ended in indeterminate.</summary>
    DnssecIndeterminate = 5,

    /// <summary>DNSSEC validation ended in bogus.</summary>
    DnssecBogus = 6,

    /// <summary>Signatures have expired.</summary>
    SignatureExpired = 7,

    /// <summary>Signatures are not valid yet.</summary>
    SignatureNotYetValid = 8,

    /// <summary>A DS has no DNSKEY that matches it.</summary>
    KeyMissing = 9,

    /// <summary>Records that must be signed are not.</summary>
    SignaturesMissing = 10,

    /// <summary>A DNSKEY is not a zone key.</summary>
    NoZoneKeyBit = 11,

    /// <summary>A denial has no NSEC or NSEC3.</summary>
    DenialMissing = 12,

    /// <summary>The failure comes from the cache (RFC 9520).</summary>
    CachedError = 13,

    /// <summary>The server is not ready to answer.</summary>
    NotReady = 14,

    /// <summary>The server's operator blocks the name.</summary>
    Blocked = 15,

    /// <summary>Somebody above the operator blocks the name.</summary>
    Censored = 16,

    /// <summary>The client wished the name to be blocked.</summary>
    Filtered = 17,

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

    /// <summary>Signatures expired before they became valid.</summary>
    SignatureExpiredBeforeValid = 25,

    /// <summary>The data came by 0-RTT and may be replayed (RFC 9250).</summary>
    TooEarly = 26,

    /// <summary>NSEC3 iterations are too many (RFC 9276).</summary>
    UnsupportedIterations = 27,

    /// <summary>The answer cannot conform to policy.</summary>
    UnableToConform = 28,

    /// <summary>The answer was synthesized from others.</summary>
    Synthesized = 29,

    /// <summary>This type cannot be asked for.</summary>
    InvalidQueryType = 30,
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
