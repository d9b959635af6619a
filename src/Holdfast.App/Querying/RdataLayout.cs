using Holdfast.Wire.Records;

namespace Holdfast.App.Querying;

/// <summary>How one field of RDATA is to be read.</summary>
internal enum RdataPart
{
    /// <summary>8 bits.</summary>
    UInt8,

    /// <summary>16 bits.</summary>
    UInt16,

    /// <summary>32 bits.</summary>
    UInt32,

    /// <summary>32 bits of seconds since 1970 (RFC 4034 §3.1.5).</summary>
    Moment,

    /// <summary>A type's number.</summary>
    Type,

    /// <summary>A name, compressed or not.</summary>
    Name,

    /// <summary>A length octet and that many octets.</summary>
    Text,

    /// <summary>Such texts up to the end.</summary>
    Texts,

    /// <summary>A length octet and that many octets of no text.</summary>
    Counted,

    /// <summary>An address of four octets.</summary>
    IPv4,

    /// <summary>An address of sixteen octets.</summary>
    IPv6,

    /// <summary>Windows of type bits (RFC 4034 §4.1.2).</summary>
    TypeBits,

    /// <summary>Keys and values of SVCB (RFC 9460 §2.2).</summary>
    ServiceParameters,

    /// <summary>EDNS options (RFC 6891 §6.1.2).</summary>
    Options,

    /// <summary>Whatever is left.</summary>
    Rest,
}

/// <summary>Which fields the data of each type have, by the RFC that defines it; types not listed are shown as octets.</summary>
internal static class RdataLayout
{
    private static readonly (string, RdataPart)[] _unknown = [("data", RdataPart.Rest)];

    /// <summary>The fields of a type's data, in order.</summary>
    public static (string Name, RdataPart Part)[] Of(RecordType type) => type switch
    {
        RecordType.A => [("address", RdataPart.IPv4)],
        RecordType.AAAA => [("address", RdataPart.IPv6)],
        RecordType.NS => [("name server", RdataPart.Name)],
        RecordType.CNAME => [("canonical name", RdataPart.Name)],
        RecordType.DNAME => [("target", RdataPart.Name)],
        RecordType.PTR => [("name", RdataPart.Name)],
        RecordType.SOA => [
            ("primary server", RdataPart.Name), ("mailbox", RdataPart.Name), ("serial", RdataPart.UInt32), ("refresh", RdataPart.UInt32),
            ("retry", RdataPart.UInt32), ("expire", RdataPart.UInt32), ("minimum (negative TTL)", RdataPart.UInt32)],
        RecordType.MX => [("preference", RdataPart.UInt16), ("exchange", RdataPart.Name)],
        RecordType.TXT => [("text", RdataPart.Texts)],
        RecordType.HINFO => [("CPU", RdataPart.Text), ("operating system", RdataPart.Text)],
        RecordType.RP => [("mailbox", RdataPart.Name), ("TXT name", RdataPart.Name)],
        RecordType.AFSDB => [("subtype", RdataPart.UInt16), ("host", RdataPart.Name)],
        RecordType.SRV => [
            ("priority", RdataPart.UInt16), ("weight", RdataPart.UInt16), ("port", RdataPart.UInt16), ("target", RdataPart.Name)],
        RecordType.NAPTR => [
            ("order", RdataPart.UInt16), ("preference", RdataPart.UInt16), ("flags", RdataPart.Text), ("services", RdataPart.Text),
            ("regular expression", RdataPart.Text), ("replacement", RdataPart.Name)],
        RecordType.CAA => [("flags", RdataPart.UInt8), ("tag", RdataPart.Text), ("value", RdataPart.Rest)],
        RecordType.URI => [("priority", RdataPart.UInt16), ("weight", RdataPart.UInt16), ("target", RdataPart.Rest)],
        RecordType.SVCB or RecordType.HTTPS => [
            ("priority", RdataPart.UInt16), ("target", RdataPart.Name), ("parameter", RdataPart.ServiceParameters)],
        RecordType.DS or RecordType.CDS => [
            ("key tag", RdataPart.UInt16), ("algorithm", RdataPart.UInt8), ("digest type", RdataPart.UInt8), ("digest", RdataPart.Rest)],
        RecordType.DNSKEY or RecordType.CDNSKEY => [
            ("flags", RdataPart.UInt16), ("protocol", RdataPart.UInt8), ("algorithm", RdataPart.UInt8), ("public key", RdataPart.Rest)],
        RecordType.RRSIG => [
            ("type covered", RdataPart.Type), ("algorithm", RdataPart.UInt8), ("labels", RdataPart.UInt8), ("original TTL", RdataPart.UInt32),
            ("expires", RdataPart.Moment), ("begins", RdataPart.Moment), ("key tag", RdataPart.UInt16), ("signer", RdataPart.Name),
            ("signature", RdataPart.Rest)],
        RecordType.NSEC => [("next name", RdataPart.Name), ("types", RdataPart.TypeBits)],
        RecordType.NSEC3 => [
            ("hash algorithm", RdataPart.UInt8), ("flags", RdataPart.UInt8), ("iterations", RdataPart.UInt16), ("salt", RdataPart.Counted),
            ("next hashed owner", RdataPart.Counted), ("types", RdataPart.TypeBits)],
        RecordType.NSEC3PARAM => [
            ("hash algorithm", RdataPart.UInt8), ("flags", RdataPart.UInt8), ("iterations", RdataPart.UInt16), ("salt", RdataPart.Counted)],
        RecordType.TLSA or RecordType.SMIMEA => [
            ("certificate usage", RdataPart.UInt8), ("selector", RdataPart.UInt8), ("matching type", RdataPart.UInt8),
            ("association data", RdataPart.Rest)],
        RecordType.SSHFP => [("algorithm", RdataPart.UInt8), ("fingerprint type", RdataPart.UInt8), ("fingerprint", RdataPart.Rest)],
        RecordType.ZONEMD => [
            ("serial", RdataPart.UInt32), ("scheme", RdataPart.UInt8), ("hash algorithm", RdataPart.UInt8), ("digest", RdataPart.Rest)],
        RecordType.CSYNC => [("serial", RdataPart.UInt32), ("flags", RdataPart.UInt16), ("types", RdataPart.TypeBits)],
        RecordType.OPT => [("option", RdataPart.Options)],
        _ => _unknown,
    };
}
