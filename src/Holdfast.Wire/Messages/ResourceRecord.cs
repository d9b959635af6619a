using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Messages;

/// <summary>A resource record (RFC 1035 §4.1.3).</summary>
/// <param name="Name">The owner.</param>
/// <param name="Class">The class; for OPT the sender's UDP payload size (RFC 6891 §6.1.2).</param>
/// <param name="Ttl">Seconds the record may be kept, 0 to 2^31 - 1 (RFC 2181 §8); for OPT code, version and flags.</param>
/// <param name="Data">The data, which knows its type.</param>
public sealed record ResourceRecord(DomainName Name, RecordClass Class, uint Ttl, RecordData Data)
{
    /// <summary>The type of the data.</summary>
    public RecordType Type => Data.Type;

    /// <summary>Reads a record; its data are read by type and must end where RDLENGTH says.</summary>
    public static ResourceRecord Read(ref WireReader reader)
    {
        var name = reader.ReadName();
        var type = (RecordType)reader.ReadUInt16();
        var @class = (RecordClass)reader.ReadUInt16();
        var ttl = reader.ReadUInt32();
        var outer = reader.Narrow(reader.ReadUInt16());
        var data = RecordData.Read(type, @class, ref reader);
        reader.Widen(outer);
        return new ResourceRecord(name, @class, ttl, data);
    }

    /// <summary>Reads one record as zone files have it: owner, TTL, class, type, data.</summary>
    /// <param name="text">The record. The class may be missing and is then IN; the TTL may not.</param>
    /// <param name="origin">What completes relative names; null when all must be complete.</param>
    /// <param name="record">The record, or null.</param>
    /// <param name="error">Why the text is not one.</param>
    public static bool TryParse(
        string text, DomainName? origin, [NotNullWhen(true)] out ResourceRecord? record, [NotNullWhen(false)] out TextError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        record = RecordText.ParseRecord(text, origin, out error);
        return record is not null;
    }

    /// <summary>Writes the record.</summary>
    public void Write(ref WireWriter writer)
    {
        writer.WriteName(Name);
        writer.WriteUInt16((ushort)Type);
        writer.WriteUInt16((ushort)Class);
        writer.WriteUInt32(Ttl);
        var length = writer.BeginLength16();
        Data.Write(ref writer);
        writer.EndLength16(length);
    }

    /// <summary>The record as a zone file writes it: owner, TTL, class, type, data.</summary>
    public override string ToString() => $"{Name} {Ttl} {Class.ToText()} {Type.ToText()} {Data}";
}
