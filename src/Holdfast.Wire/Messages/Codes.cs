namespace Holdfast.Wire.Messages;

/// <summary>What kind of request a message is (RFC 1035 §4.1.1 and the IANA registry); four bits.</summary>
public enum Opcode : byte
{
    /// <summary>A standard query.</summary>
    Query = 0,

    /// <summary>An inverse query, obsolete (RFC 3425).</summary>
    InverseQuery = 1,

    /// <summary>A server status request.</summary>
    Status = 2,

    /// <summary>A zone change notification (RFC 1996).</summary>
    Notify = 4,

    /// <summary>A dynamic update (RFC 2136).</summary>
    Update = 5,

    /// <summary>DNS stateful operations (RFC 8490).</summary>
    StatefulOperations = 6,
}

/// <summary>The header's second 16 bits but for opcode and response code (RFC 1035 §4.1.1, RFC 4035 §3).</summary>
[Flags]
public enum MessageFlags : ushort
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>CD: the client asks for data that were not validated.</summary>
    CheckingDisabled = 0x0010,

    /// <summary>AD: the data are authentic, says the resolver.</summary>
    AuthenticData = 0x0020,

    /// <summary>Z: must be zero.</summary>
    Reserved = 0x0040,

    /// <summary>RA: the server offers recursion.</summary>
    RecursionAvailable = 0x0080,

    /// <summary>RD: the client wants recursion.</summary>
    RecursionDesired = 0x0100,

    /// <summary>TC: the message was cut to fit.</summary>
    Truncated = 0x0200,

    /// <summary>AA: the server is an authority for the name.</summary>
    AuthoritativeAnswer = 0x0400,

    /// <summary>QR: the message is a response.</summary>
    Response = 0x8000,

    /// <summary>Every flag: all but opcode and response code.</summary>
    All = 0x87F0,
}

/// <summary>How a request ended: four bits in the header, eight more in EDNS (RFC 6895 §2.3).</summary>
public enum ResponseCode : ushort
{
    /// <summary>NOERROR.</summary>
    NoError = 0,

    /// <summary>FORMERR: the server could not read the query.</summary>
    FormatError = 1,

    /// <summary>SERVFAIL: the server could not do it.</summary>
    ServerFailure = 2,

    /// <summary>NXDOMAIN: the name does not exist.</summary>
    NameError = 3,

    /// <summary>NOTIMP: the server does not do this kind of query.</summary>
    NotImplemented = 4,

    /// <summary>REFUSED: the server will not.</summary>
    Refused = 5,

    /// <summary>YXDOMAIN (RFC 2136, RFC 6672).</summary>
    NameExists = 6,

    /// <summary>YXRRSET (RFC 2136).</summary>
    RecordSetExists = 7,

    /// <summary>NXRRSET (RFC 2136).</summary>
    RecordSetMissing = 8,

    /// <summary>NOTAUTH (RFC 2136, RFC 8945).</summary>
    NotAuthoritative = 9,

    /// <summary>NOTZONE (RFC 2136).</summary>
    NotInZone = 10,

    /// <summary>DSOTYPENI (RFC 8490).</summary>
    StatefulTypeNotImplemented = 11,

    /// <summary>BADVERS: an EDNS version the server does not know (RFC 6891); in TSIG, BADSIG (RFC 8945).</summary>
    BadVersion = 16,

    /// <summary>BADKEY (RFC 8945).</summary>
    BadKey = 17,

    /// <summary>BADTIME (RFC 8945).</summary>
    BadTime = 18,

    /// <summary>BADMODE (RFC 2930).</summary>
    BadMode = 19,

    /// <summary>BADNAME (RFC 2930).</summary>
    BadName = 20,

    /// <summary>BADALG (RFC 2930).</summary>
    BadAlgorithm = 21,

    /// <summary>BADTRUNC (RFC 8945).</summary>
    BadTruncation = 22,

    /// <summary>BADCOOKIE (RFC 7873).</summary>
    BadCookie = 23,
}
