using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>The start of a zone of authority (RFC 1035 §3.3.13).</summary>
/// <remarks>
/// <code>
/// /                    MNAME                    /  a name
/// /                    RNAME                    /  a name
/// |                    SERIAL                   |  32 bits
/// |                   REFRESH                   |  32 bits, seconds
/// |                    RETRY                    |  32 bits, seconds
/// |                    EXPIRE                   |  32 bits, seconds
/// |                   MINIMUM                   |  32 bits, seconds
/// </code>
/// </remarks>
public sealed class SoaData(
    DomainName primary, DomainName mailbox, uint serial, uint refresh, uint retry, uint expire, uint minimum) : RecordData
{
    /// <summary>MNAME: the zone's primary server.</summary>
    public DomainName Primary { get; } = primary;

    /// <summary>RNAME: who answers for the zone, the first label being the mailbox.</summary>
    public DomainName Mailbox { get; } = mailbox;

    /// <summary>The zone's version, compared by RFC 1982.</summary>
    public uint Serial { get; } = serial;

    /// <summary>Seconds between a secondary's checks.</summary>
    public uint Refresh { get; } = refresh;

    /// <summary>Seconds before a failed check is repeated.</summary>
    public uint Retry { get; } = retry;

    /// <summary>Seconds after which an unchecked copy is no longer authoritative.</summary>
    public uint Expire { get; } = expire;

    /// <summary>Seconds a denial may be kept, at most (RFC 2308 §4).</summary>
    public uint Minimum { get; } = minimum;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.SOA;

    /// <summary>Reads the data.</summary>
    public static SoaData Read(ref WireReader reader) => new(
        reader.ReadName(),
        reader.ReadName(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32(),
        reader.ReadUInt32());

    internal static SoaData Parse(ref PresentationReader text) =>
        new(text.Name(), text.Name(), text.UInt32(), text.Period(), text.Period(), text.Period(), text.Period());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteName(Primary);
        writer.WriteName(Mailbox);
        writer.WriteUInt32(Serial);
        writer.WriteUInt32(Refresh);
        writer.WriteUInt32(Retry);
        writer.WriteUInt32(Expire);
        writer.WriteUInt32(Minimum);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) =>
        text.Name(Primary).Name(Mailbox).Number(Serial).Number(Refresh).Number(Retry).Number(Expire).Number(Minimum);
}
