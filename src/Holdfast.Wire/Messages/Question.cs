using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Messages;

/// <summary>What is asked: a name, a type and a class (RFC 1035 §4.1.2).</summary>
public sealed record Question(DomainName Name, RecordType Type, RecordClass Class = RecordClass.Internet)
{
    /// <summary>Reads a question.</summary>
    public static Question Read(ref WireReader reader) =>
        new(reader.ReadName(), (RecordType)reader.ReadUInt16(), (RecordClass)reader.ReadUInt16());

    /// <summary>Writes the question.</summary>
    public void Write(ref WireWriter writer)
    {
        writer.WriteName(Name);
        writer.WriteUInt16((ushort)Type);
        writer.WriteUInt16((ushort)Class);
    }

    /// <summary>The question as dig prints it: name, class, type.</summary>
    public override string ToString() => $"{Name} {Class.ToText()} {Type.ToText()}";
}
