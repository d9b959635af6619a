using Holdfast.Wire.Edns;
using Holdfast.Wire.Reading;

namespace Holdfast.Wire.Records;

/// <summary>Which reader belongs to which type: the one place that lists them.</summary>
internal static class RecordTypes
{
    public static RecordData Read(RecordType type, RecordClass @class, ref WireReader reader) => type switch
    {
        RecordType.A when @class == RecordClass.Internet => AData.Read(ref reader),
        RecordType.AAAA when @class == RecordClass.Internet => AaaaData.Read(ref reader),
        RecordType.CNAME => CnameData.Read(ref reader),
        RecordType.NS => NsData.Read(ref reader),
        RecordType.SOA => SoaData.Read(ref reader),
        RecordType.TXT => TxtData.Read(ref reader),
        RecordType.OPT => OptData.Read(ref reader),
        _ => UnknownData.Read(type, ref reader),
    };
}
