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
        (int Before, int Names) layout = (ushort)type switch
        {
            3 or 4 or 7 or 8 or 9 => (0, 1), // MD, MF, MB, MG, MR
            14 => (0, 2),                    // MINFO
            21 or 36 => (2, 1),              // RT, KX
            24 => (18, 1),                   // SIG
            26 => (2, 2),                    // PX
            30 => (0, 1),                    // NXT
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
