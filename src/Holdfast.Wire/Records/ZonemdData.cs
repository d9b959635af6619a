using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A digest of the whole zone (RFC 8976 §2.2).</summary>
/// <remarks>
/// <code>
/// |                    SERIAL                   |  32 bits
/// |                    SCHEME                   |  8 bits
/// |                HASH ALGORITHM               |  8 bits
/// /                    DIGEST                   /  octets, to the end; at least 12
/// </code>
/// </remarks>
public sealed class ZonemdData(uint serial, byte scheme, byte hashAlgorithm, ReadOnlyMemory<byte> digest) : RecordData
{
    private const int ShortestDigest = 12;

    /// <summary>The zone's SOA serial.</summary>
    public uint Serial { get; } = serial;

    /// <summary>In which order the zone was read; 1 for all of it at once.</summary>
    public byte Scheme { get; } = scheme;

    /// <summary>1 for SHA-384, 2 for SHA-512.</summary>
    public byte HashAlgorithm { get; } = hashAlgorithm;

    /// <summary>The digest.</summary>
    public ReadOnlyMemory<byte> Digest { get; } = digest;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.ZONEMD;

    /// <summary>Reads the data.</summary>
    public static ZonemdData Read(ref WireReader reader)
    {
        var (serial, scheme, algorithm) = (reader.ReadUInt32(), reader.ReadUInt8(), reader.ReadUInt8());
        if (reader.Remaining < ShortestDigest)
        {
            reader.Fail(WireFault.BadValue);
        }

        return new ZonemdData(serial, scheme, algorithm, reader.ReadRemaining().ToArray());
    }

    internal static ZonemdData Parse(ref PresentationReader text)
    {
        var (serial, scheme, algorithm) = (text.UInt32(), text.UInt8(), text.UInt8());
        var digest = text.Hex();
        if (digest.Length < ShortestDigest)
        {
            text.Fail("A zone's digest has at least 12 octets.");
        }

        return new ZonemdData(serial, scheme, algorithm, digest);
    }

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt32(Serial);
        writer.WriteUInt8(Scheme);
        writer.WriteUInt8(HashAlgorithm);
        writer.WriteOctets(Digest.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) =>
        text.Number(Serial).Number(Scheme).Number(HashAlgorithm).Hex(Digest.Span);
}
