using System.Globalization;

namespace Holdfast.Wire.Records;

#pragma warning disable CS1591 // the members are the mnemonics of the IANA registry, which documents them

/// <summary>The type of a record, by the mnemonics of the IANA registry; other numbers are kept as they are (RFC 3597).</summary>
public enum RecordType : ushort
{
    None = 0,
    A = 1,
    NS = 2,
    MD = 3,
    MF = 4,
    CNAME = 5,
    SOA = 6,
    MB = 7,
    MG = 8,
    MR = 9,
    NULL = 10,
    WKS = 11,
    PTR = 12,
    HINFO = 13,
    MINFO = 14,
    MX = 15,
    TXT = 16,
    RP = 17,
    AFSDB = 18,
    X25 = 19,
    ISDN = 20,
    RT = 21,
    NSAP = 22,
    SIG = 24,
    KEY = 25,
    PX = 26,
    GPOS = 27,
    AAAA = 28,
    LOC = 29,
    NXT = 30,
    SRV = 33,
    NAPTR = 35,
    KX = 36,
    CERT = 37,
    A6 = 38,
    DNAME = 39,
    OPT = 41,
    APL = 42,
    DS = 43,
    SSHFP = 44,
    IPSECKEY = 45,
    RRSIG = 46,
    NSEC = 47,
    DNSKEY = 48,
    DHCID = 49,
    NSEC3 = 50,
    NSEC3PARAM = 51,
    TLSA = 52,
    SMIMEA = 53,
    HIP = 55,
    CDS = 59,
    CDNSKEY = 60,
    OPENPGPKEY = 61,
    CSYNC = 62,
    ZONEMD = 63,
    SVCB = 64,
    HTTPS = 65,
    SPF = 99,
    NID = 104,
    L32 = 105,
    L64 = 106,
    LP = 107,
    EUI48 = 108,
    EUI64 = 109,
    TKEY = 249,
    TSIG = 250,
    IXFR = 251,
    AXFR = 252,
    ANY = 255,
    URI = 256,
    CAA = 257,
    AVC = 258,
    AMTRELAY = 260,
    DLV = 32769,
}

#pragma warning restore CS1591

/// <summary>Types as text.</summary>
public static class RecordTypeText
{
    private static readonly Dictionary<RecordType, string> _names =
        Enum.GetValues<RecordType>().Where(type => type != RecordType.None).ToDictionary(type => type, type => type.ToString());

    private static readonly Dictionary<string, RecordType>.AlternateLookup<ReadOnlySpan<char>> _types =
        _names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The mnemonic, or TYPE and the number (RFC 3597 §5).</summary>
    public static string ToText(this RecordType value) =>
        _names.TryGetValue(value, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"TYPE{(ushort)value}");

    /// <summary>Reads a mnemonic or TYPE and a number, in any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RecordType value)
    {
        if (_types.TryGetValue(text, out value))
        {
            return true;
        }

        ushort number = 0;
        var known = text.StartsWith("TYPE", StringComparison.OrdinalIgnoreCase)
            && ushort.TryParse(text["TYPE".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
        value = (RecordType)number;
        return known;
    }
}
