namespace Holdfast.Wire.Edns;

/// <summary>The code of an EDNS option, by the IANA registry; other numbers are kept as they are.</summary>
public enum EdnsOptionCode : ushort
{
    /// <summary>NSID: which server of many answered (RFC 5001).</summary>
    NameServerIdentifier = 3,

    /// <summary>ECS: the client's subnet (RFC 7871).</summary>
    ClientSubnet = 8,

    /// <summary>COOKIE (RFC 7873).</summary>
    Cookie = 10,

    /// <summary>TCP KEEPALIVE (RFC 7828).</summary>
    TcpKeepalive = 11,

    /// <summary>PADDING (RFC 7830).</summary>
    Padding = 12,

    /// <summary>EDE: what went wrong, in more words (RFC 8914).</summary>
    ExtendedError = 15,
}
