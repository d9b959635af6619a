using Holdfast.Wire.Edns;
using Holdfast.Wire.Reading;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Which reader belongs to which type: the one place that lists them.</summary>
internal static class RecordTypes
{
    /// <summary>Reads data from octets. Types without a reader, and addresses of other classes, are kept as octets.</summary>
    public static RecordData Read(RecordType type, RecordClass @class, ref WireReader reader) => type switch
    {
        // OPT has no class; a payload size of 254 or 255 is no update.
        RecordType.OPT => OptData.Read(ref reader),

        // Updates delete and require records by empty data (RFC 2136 §2.4 and §2.5).
        _ when @class is RecordClass.None or RecordClass.Any && reader.Remaining == 0 => UnknownData.Read(type, ref reader),
        RecordType.A when @class == RecordClass.Internet => AData.Read(ref reader),
        RecordType.AAAA when @class == RecordClass.Internet => AaaaData.Read(ref reader),
        RecordType.AFSDB => AfsdbData.Read(ref reader),
        RecordType.CAA => CaaData.Read(ref reader),
        RecordType.CDNSKEY => CdnskeyData.Read(ref reader),
        RecordType.CDS => CdsData.Read(ref reader),
        RecordType.CNAME => CnameData.Read(ref reader),
        RecordType.CSYNC => CsyncData.Read(ref reader),
        RecordType.DNAME => DnameData.Read(ref reader),
        RecordType.DNSKEY => DnskeyData.Read(ref reader),
        RecordType.DS => DsData.Read(ref reader),
        RecordType.EUI48 => Eui48Data.Read(ref reader),
        RecordType.EUI64 => Eui64Data.Read(ref reader),
        RecordType.HINFO => HinfoData.Read(ref reader),
        RecordType.HTTPS => HttpsData.Read(ref reader),
        RecordType.LOC => LocData.Read(ref reader),
        RecordType.MX => MxData.Read(ref reader),
        RecordType.NAPTR => NaptrData.Read(ref reader),
        RecordType.NS => NsData.Read(ref reader),
        RecordType.NSEC => NsecData.Read(ref reader),
        RecordType.NSEC3 => Nsec3Data.Read(ref reader),
        RecordType.NSEC3PARAM => Nsec3ParamData.Read(ref reader),
        RecordType.OPENPGPKEY => OpenpgpkeyData.Read(ref reader),
        RecordType.PTR => PtrData.Read(ref reader),
        RecordType.RP => RpData.Read(ref reader),
        RecordType.RRSIG => RrsigData.Read(ref reader),
        RecordType.SMIMEA => SmimeaData.Read(ref reader),
        RecordType.SOA => SoaData.Read(ref reader),
        RecordType.SRV => SrvData.Read(ref reader),
        RecordType.SSHFP => SshfpData.Read(ref reader),
        RecordType.SVCB => SvcbData.Read(ref reader),
        RecordType.TLSA => TlsaData.Read(ref reader),
        RecordType.TSIG => TsigData.Read(ref reader),
        RecordType.TXT => TxtData.Read(ref reader),
        RecordType.URI => UriData.Read(ref reader),
        RecordType.ZONEMD => ZonemdData.Read(ref reader),
        _ => ObsoleteTypes.Read(type, ref reader),
    };

    /// <summary>Reads data from text in the form of their type; null when the type has none.</summary>
    public static RecordData? Parse(RecordType type, RecordClass @class, ref PresentationReader text) => type switch
    {
        RecordType.A when @class == RecordClass.Internet => AData.Parse(ref text),
        RecordType.AAAA when @class == RecordClass.Internet => AaaaData.Parse(ref text),
        RecordType.AFSDB => AfsdbData.Parse(ref text),
        RecordType.CAA => CaaData.Parse(ref text),
        RecordType.CDNSKEY => CdnskeyData.Parse(ref text),
        RecordType.CDS => CdsData.Parse(ref text),
        RecordType.CNAME => CnameData.Parse(ref text),
        RecordType.CSYNC => CsyncData.Parse(ref text),
        RecordType.DNAME => DnameData.Parse(ref text),
        RecordType.DNSKEY => DnskeyData.Parse(ref text),
        RecordType.DS => DsData.Parse(ref text),
        RecordType.EUI48 => Eui48Data.Parse(ref text),
        RecordType.EUI64 => Eui64Data.Parse(ref text),
        RecordType.HINFO => HinfoData.Parse(ref text),
        RecordType.HTTPS => HttpsData.Parse(ref text),
        RecordType.LOC => LocData.Parse(ref text),
        RecordType.MX => MxData.Parse(ref text),
        RecordType.NAPTR => NaptrData.Parse(ref text),
        RecordType.NS => NsData.Parse(ref text),
        RecordType.NSEC => NsecData.Parse(ref text),
        RecordType.NSEC3 => Nsec3Data.Parse(ref text),
        RecordType.NSEC3PARAM => Nsec3ParamData.Parse(ref text),
        RecordType.OPENPGPKEY => OpenpgpkeyData.Parse(ref text),
        RecordType.PTR => PtrData.Parse(ref text),
        RecordType.RP => RpData.Parse(ref text),
        RecordType.RRSIG => RrsigData.Parse(ref text),
        RecordType.SMIMEA => SmimeaData.Parse(ref text),
        RecordType.SOA => SoaData.Parse(ref text),
        RecordType.SRV => SrvData.Parse(ref text),
        RecordType.SSHFP => SshfpData.Parse(ref text),
        RecordType.SVCB => SvcbData.Parse(ref text),
        RecordType.TLSA => TlsaData.Parse(ref text),
        RecordType.TSIG => TsigData.Parse(ref text),
        RecordType.TXT => TxtData.Parse(ref text),
        RecordType.URI => UriData.Parse(ref text),
        RecordType.ZONEMD => ZonemdData.Parse(ref text),
        _ => null,
    };
}
