using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>What a host is; also the whole answer to a refused ANY, RFC 8482 (RFC 1035 §3.3.2).</summary>
/// <remarks>
/// <code>
/// /                     CPU                     /  a character-string
/// /                      OS                     /  a character-string
/// </code>
/// </remarks>
public sealed class HinfoData(ReadOnlyMemory<byte> cpu, ReadOnlyMemory<byte> operatingSystem) : RecordData
{
    /// <summary>The machine.</summary>
    public ReadOnlyMemory<byte> Cpu { get; } = CharacterString.Checked(cpu);

    /// <summary>The operating system.</summary>
    public ReadOnlyMemory<byte> OperatingSystem { get; } = CharacterString.Checked(operatingSystem);

    /// <inheritdoc/>
    public override RecordType Type => RecordType.HINFO;

    /// <summary>Reads the data.</summary>
    public static HinfoData Read(ref WireReader reader) =>
        new(reader.ReadCharacterString().ToArray(), reader.ReadCharacterString().ToArray());

    internal static HinfoData Parse(ref PresentationReader text) => new(text.CharacterString(), text.CharacterString());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteCharacterString(Cpu.Span);
        writer.WriteCharacterString(OperatingSystem.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Quoted(Cpu.Span).Quoted(OperatingSystem.Span);
}
