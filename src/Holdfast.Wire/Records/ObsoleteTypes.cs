using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Records;

/// <summary>
/// Types from before RFC 3597 that nobody uses but whose names may still come compressed: their pointers would mean
/// nothing in another message, so the names are written in full and the rest is kept as octets (RFC 3597 §4).
/// </summary>
internal static class ObsoleteTypes
{
    private const int MaxNames = 2;

    public static UnknownData Read(RecordType type, ref WireReader reader)
    {
        // Octets before the names, and how many names.
        (int Before, int Names) layout = type switch
        {
            RecordType.MD or RecordType.MF or RecordType.MB or RecordType.MG or RecordType.MR or RecordType.NXT => (0, 1),
            RecordType.MINFO => (0, 2),
            RecordType.RT or RecordType.KX => (2, 1),
            RecordType.PX => (2, 2),
            RecordType.SIG => (18, 1),
            _ => default,
        };
        return layout.Names == 0 ? UnknownData.Read(type, ref reader) : ReadInFull(type, layout.Before, layout.Names, ref reader);
    }

    private static UnknownData ReadInFull(RecordType type, int before, int names, ref WireReader reader)
    {
        var octets = new byte[reader.Remaining + (MaxNames * DomainName.MaxOctets)];
        var writer = new WireWriter(octets, compress: false);
        writer.WriteOctets(reader.ReadOctets(before));
        for (; names > 0; names--)
        {
            writer.WriteUncompressedName(reader.ReadName());
        }

        writer.WriteOctets(reader.ReadRemaining());
        return new UnknownData(type, writer.Written.ToArray());
    }
}
