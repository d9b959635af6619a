using Holdfast.Wire.Messages;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;

namespace Holdfast.Resolver.Cache;

/// <summary>
/// Whether names in a copied response can be relied upon. A hostile compression pointer may lead into octets that are
/// written over, now or whenever TTLs are aged, and mean another name then.
/// </summary>
internal static class CompressedNames
{
    /// <summary>Whether it is known where compressed names stand in the data of a type.</summary>
    public static bool AreKnownIn(RecordType type) => In(type).Count >= 0;

    /// <summary>Whether all names read the same with the header and the TTLs blotted out, which it does to <paramref name="copy"/>.</summary>
    /// <param name="response">The response as it came.</param>
    /// <param name="copy">A copy of its first octets, with all of the records.</param>
    /// <param name="records">The records whose names matter.</param>
    public static bool StandWhenPatched(ReadOnlySpan<byte> response, Span<byte> copy, ReadOnlySpan<RecordView> records)
    {
        copy[..MessageHeader.Octets].Fill(0xFF);
        foreach (ref readonly var record in records)
        {
            copy.Slice(record.TtlOffset, sizeof(uint)).Fill(0xFF);
        }

        foreach (ref readonly var record in records)
        {
            var (offset, count) = In(record.Type);
            if (!ReadTheSame(response, copy, record.NameOffset, 1) || !ReadTheSame(response, copy, record.DataOffset + offset, count))
            {
                return false;
            }
        }

        return true;
    }

    // How far into the data of usual types compressed names stand, and how many; -1 for unusual types.
    private static (int Offset, int Count) In(RecordType type) => type switch
    {
        RecordType.CNAME or RecordType.PTR or RecordType.NS => (0, 1),
        RecordType.SOA => (0, 2),
        RecordType.MX => (2, 1),
        RecordType.SRV => (6, 1),
        RecordType.A or RecordType.AAAA or RecordType.TXT or RecordType.HTTPS or RecordType.SVCB or RecordType.CAA
            or RecordType.RRSIG or RecordType.DS or RecordType.DNSKEY or RecordType.TLSA or RecordType.SSHFP => (0, 0),
        _ => (0, -1),
    };

    private static bool ReadTheSame(ReadOnlySpan<byte> response, ReadOnlySpan<byte> copy, int offset, int count)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxOctets];
        Span<byte> nameInCopy = stackalloc byte[DomainName.MaxOctets];
        var reader = new WireReader(response);
        var copyReader = new WireReader(copy);
        reader.ReadOctets(offset);
        copyReader.ReadOctets(offset);
        for (; count > 0; count--)
        {
            if (!name[..reader.ReadName(name)].SequenceEqual(nameInCopy[..copyReader.ReadName(nameInCopy)]))
            {
                return false;
            }
        }

        return copyReader.Ok;
    }
}
