using System.Buffers.Binary;
using System.Numerics;

namespace Holdfast.Resolver.Durable;

/// <summary>The octets of a log: a header, then records. docs/formats/last-known-good.md has the figures.</summary>
internal static class LogFormat
{
    /// <summary>The version written, and the newest that is read.</summary>
    public const byte Version = 1;

    /// <summary>Magic, version, kind, salt, checksum.</summary>
    public const int HeaderOctets = 24;

    /// <summary>Marker, length, checksum.</summary>
    public const int RecordHeadOctets = 12;

    /// <summary>The longest payload.</summary>
    public const int MaxPayloadOctets = 2 << 20;

    private const uint Marker = 0xA5_48_46_52; // ¥HFR: unlikely in text, in zeros and in DNS messages

    private static ReadOnlySpan<byte> Magic => "HOLDFAST"u8;

    /// <summary>Writes the header.</summary>
    /// <param name="header">Its octets.</param>
    /// <param name="kind">What the records are: three ASCII characters.</param>
    /// <param name="salt">Mixed into every record's checksum, so that nobody who writes payloads can forge a record inside one.</param>
    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> kind, ulong salt)
    {
        Magic.CopyTo(header);
        header[8] = Version;
        kind[..3].CopyTo(header[9..]);
        BinaryPrimitives.WriteUInt64BigEndian(header[12..], salt);
        BinaryPrimitives.WriteUInt32BigEndian(header[20..], Checksum(uint.MaxValue, header[..20]));
    }

    /// <summary>Reads the header: null when these octets are no log of this kind.</summary>
    public static (byte Version, ulong Salt)? ReadHeader(ReadOnlySpan<byte> file, ReadOnlySpan<byte> kind) =>
        file.Length >= HeaderOctets
        && file.StartsWith(Magic)
        && file[9..12].SequenceEqual(kind[..3])
        && BinaryPrimitives.ReadUInt32BigEndian(file[20..]) == Checksum(uint.MaxValue, file[..20])
            ? (file[8], BinaryPrimitives.ReadUInt64BigEndian(file[12..]))
            : null;

    /// <summary>Writes a record, <see cref="RecordHeadOctets"/> and the payload.</summary>
    public static void WriteRecord(Span<byte> record, ReadOnlySpan<byte> payload, ulong salt, long offset)
    {
        BinaryPrimitives.WriteUInt32BigEndian(record, Marker);
        BinaryPrimitives.WriteInt32BigEndian(record[4..], payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(record[8..], Checksum(payload, salt, offset));
        payload.CopyTo(record[RecordHeadOctets..]);
    }

    /// <summary>Reads the record at an offset: its payload's length, or -1 when there is none that is whole and unharmed.</summary>
    public static int ReadRecord(ReadOnlySpan<byte> file, int offset, ulong salt)
    {
        var record = file[offset..];
        if (record.Length < RecordHeadOctets || BinaryPrimitives.ReadUInt32BigEndian(record) != Marker)
        {
            return -1;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(record[4..]);
        return length is >= 0 and <= MaxPayloadOctets
            && length <= record.Length - RecordHeadOctets
            && BinaryPrimitives.ReadUInt32BigEndian(record[8..]) == Checksum(record.Slice(RecordHeadOctets, length), salt, offset)
                ? length
                : -1;
    }

    /// <summary>Where the next marker stands at or after an offset; -1 for nowhere.</summary>
    public static int FindMarker(ReadOnlySpan<byte> file, int offset)
    {
        Span<byte> marker = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(marker, Marker);
        var at = file[offset..].IndexOf(marker);
        return at < 0 ? -1 : offset + at;
    }

    // A record counts only in the file and at the place where it was written: salt and offset are part of the sum.
    private static uint Checksum(ReadOnlySpan<byte> payload, ulong salt, long offset)
    {
        var sum = BitOperations.Crc32C(uint.MaxValue, salt);
        sum = BitOperations.Crc32C(sum, (ulong)offset);
        sum = BitOperations.Crc32C(sum, (ulong)payload.Length);
        return Checksum(sum, payload);
    }

    private static uint Checksum(uint sum, ReadOnlySpan<byte> octets)
    {
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        }

        foreach (var octet in octets)
        {
            sum = BitOperations.Crc32C(sum, octet);
        }

        return ~sum;
    }
}
