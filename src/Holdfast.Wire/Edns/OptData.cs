using System.Collections.Immutable;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Records;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Edns;

/// <summary>The data of an OPT record: options one after another, unknown ones kept (RFC 6891 §6.1.2).</summary>
/// <remarks>
/// <code>
/// |                  OPTION-CODE                  |  16 bits
/// |                 OPTION-LENGTH                 |  16 bits
/// /                  OPTION-DATA                  /
/// </code>
/// </remarks>
public sealed class OptData(ImmutableArray<EdnsOption> options) : RecordData
{
    /// <summary>The options, in order.</summary>
    public ImmutableArray<EdnsOption> Options { get; } = options;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.OPT;

    /// <summary>Reads the data.</summary>
    public static OptData Read(ref WireReader reader)
    {
        var options = ImmutableArray.CreateBuilder<EdnsOption>();
        while (reader.Ok && reader.Remaining > 0)
        {
            var code = (EdnsOptionCode)reader.ReadUInt16();
            options.Add(new EdnsOption(code, reader.ReadOctets(reader.ReadUInt16()).ToArray()));
        }

        return new OptData(options.DrainToImmutable());
    }

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        foreach (var option in Options)
        {
            writer.WriteUInt16((ushort)option.Code);
            writer.WriteUInt16(checked((ushort)option.Data.Length));
            writer.WriteOctets(option.Data.Span);
        }
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var octets = ToOctets();
        text.Field("\\#").Number((ulong)octets.Length).Hex(octets);
    }
}
