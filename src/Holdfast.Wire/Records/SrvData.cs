using Holdfast.Wire.Names;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Where a service is to be found (RFC 2782).</summary>
/// <remarks>
/// <code>
/// |                   PRIORITY                  |  16 bits
/// |                    WEIGHT                   |  16 bits
/// |                     PORT                    |  16 bits
/// /                    TARGET                   /  a name
/// </code>
/// Never compressed when sent; read either way (RFC 3597 §4).
/// </remarks>
public sealed class SrvData(ushort priority, ushort weight, ushort port, DomainName target) : RecordData
{
    /// <summary>The lower, the sooner.</summary>
    public ushort Priority { get; } = priority;

    /// <summary>The share among equals in priority.</summary>
    public ushort Weight { get; } = weight;

    /// <summary>The port.</summary>
    public ushort Port { get; } = port;

    /// <summary>The host; the root means that there is no such service.</summary>
    public DomainName Target { get; } = target;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.SRV;

    /// <summary>Reads the data.</summary>
    public static SrvData Read(ref WireReader reader) =>
        new(reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadName());

    internal static SrvData Parse(ref PresentationReader text) =>
        new(text.UInt16(), text.UInt16(), text.UInt16(), text.Name());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Priority);
        writer.WriteUInt16(Weight);
        writer.WriteUInt16(Port);
        writer.WriteUncompressedName(Target);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Number(Priority).Number(Weight).Number(Port).Name(Target);
}
