using System.Globalization;
using Holdfast.Wire.Edns;
using Holdfast.Wire.Messages;

namespace Holdfast.App.Querying;

/// <summary>Codes by the names that dig prints, which are the IANA registry's.</summary>
internal static class DigNames
{
    public static string Of(Opcode opcode) => opcode switch
    {
        Opcode.Query => "QUERY",
        Opcode.InverseQuery => "IQUERY",
        Opcode.Status => "STATUS",
        Opcode.Notify => "NOTIFY",
        Opcode.Update => "UPDATE",
        Opcode.StatefulOperations => "DSO",
        _ => string.Create(CultureInfo.InvariantCulture, $"RESERVED{(int)opcode}"),
    };

    public static string Of(ResponseCode code) => code switch
    {
        ResponseCode.NoError => "NOERROR",
        ResponseCode.FormatError => "FORMERR",
        ResponseCode.ServerFailure => "SERVFAIL",
        ResponseCode.NameError => "NXDOMAIN",
        ResponseCode.NotImplemented => "NOTIMP",
        ResponseCode.Refused => "REFUSED",
        ResponseCode.NameExists => "YXDOMAIN",
        ResponseCode.RecordSetExists => "YXRRSET",
        ResponseCode.RecordSetMissing => "NXRRSET",
        ResponseCode.NotAuthoritative => "NOTAUTH",
        ResponseCode.NotInZone => "NOTZONE",
        ResponseCode.BadVersion => "BADVERS",
        ResponseCode.BadCookie => "BADCOOKIE",
        _ => string.Create(CultureInfo.InvariantCulture, $"RESERVED{(int)code}"),
    };

    public static string Of(EdnsOptionCode code) => code switch
    {
        EdnsOptionCode.NameServerIdentifier => "NSID",
        EdnsOptionCode.ClientSubnet => "CLIENT-SUBNET",
        EdnsOptionCode.Cookie => "COOKIE",
        EdnsOptionCode.TcpKeepalive => "TCP-KEEPALIVE",
        EdnsOptionCode.Padding => "PADDING",
        EdnsOptionCode.ExtendedError => "EDE",
        _ => string.Create(CultureInfo.InvariantCulture, $"OPT={(int)code}"),
    };

    /// <summary>The purpose of an extended error as the registry words it (RFC 8914 §5.2).</summary>
    public static string Of(ExtendedErrorCode code) => (int)code switch
    {
        0 => "Other",
        1 => "Unsupported DNSKEY Algorithm",
        2 => "Unsupported DS Digest Type",
        3 => "Stale Answer",
        4 => "Forged Answer",
        5 => "DNSSEC Indeterminate",
        6 => "DNSSEC Bogus",
        7 => "Signature Expired",
        8 => "Signature Not Yet Valid",
        9 => "DNSKEY Missing",
        10 => "RRSIGs Missing",
        11 => "No Zone Key Bit Set",
        12 => "NSEC Missing",
        13 => "Cached Error",
        14 => "Not Ready",
        15 => "Blocked",
        16 => "Censored",
        17 => "Filtered",
        18 => "Prohibited",
        19 => "Stale NXDOMAIN Answer",
        20 => "Not Authoritative",
        21 => "Not Supported",
        22 => "No Reachable Authority",
        23 => "Network Error",
        24 => "Invalid Data",
        25 => "Signature Expired before Valid",
        26 => "Too Early",
        27 => "Unsupported NSEC3 Iterations Value",
        28 => "Unable to conform to policy",
        29 => "Synthesized",
        30 => "Invalid Query Type",
        _ => "Unknown Code",
    };

    /// <summary>The flags in the order dig prints them.</summary>
    public static string Of(MessageFlags flags)
    {
        (MessageFlags Flag, string Name)[] names = [
            (MessageFlags.Response, "qr"), (MessageFlags.AuthoritativeAnswer, "aa"), (MessageFlags.Truncated, "tc"),
            (MessageFlags.RecursionDesired, "rd"), (MessageFlags.RecursionAvailable, "ra"), (MessageFlags.AuthenticData, "ad"),
            (MessageFlags.CheckingDisabled, "cd"), (MessageFlags.Reserved, "z")];
        return string.Join(' ', names.Where(name => (flags & name.Flag) != 0).Select(name => name.Name));
    }
}
