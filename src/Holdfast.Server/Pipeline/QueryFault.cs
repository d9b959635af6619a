namespace Holdfast.Server.Pipeline;

/// <summary>Why octets are not a query that can be answered as one.</summary>
internal enum QueryFault
{
    /// <summary>They are a query.</summary>
    None,

    /// <summary>They deserve no response: too short to have an id, or themselves a response (which could make a loop).</summary>
    NotAQuery,

    /// <summary>The header is readable, the rest is not, or breaks a rule: FORMERR.</summary>
    Malformed,

    /// <summary>Another opcode than QUERY: NOTIMP.</summary>
    UnknownOpcode,

    /// <summary>An EDNS version above 0: BADVERS (RFC 6891 §6.1.3).</summary>
    UnknownEdnsVersion,

    /// <summary>No question, but a cookie to be answered (RFC 7873 §5.4).</summary>
    CookieOnly,
}
