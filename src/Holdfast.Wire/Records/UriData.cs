using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A URI that the owner stands for (RFC 7553 §4.5).</summary>
/// <remarks>
/// <code>
/// |                   PRIORITY                  |  16 bits
/// |                    WEIGHT                   |  16 bits
/// /                    TARGET                   /  octets, to the end; at least one
/// </code>
/// </remarks>
public sealed class UriData : RecordData
{
    /// <summary>Takes priority, weight and target.</summary>
    /// <exception cref="ArgumentException">The target is empty.</exception>
    public UriData(ushort priority, ushort weight, ReadOnlyMemory<byte> target)
    {
        if (target.IsEmpty)
        {
            throw new ArgumentException("A target is not empty.", nameof(target));
        }

        (Priority, Weight, Target) = (priority, weight, target);
    }

    /// <summary>The lower, the sooner.</summary>
    public ushort Priority { get; }

    /// <summary>The share among equals in priority.</summary>
    public ushort Weight { get; }

    /// <summary>The URI (RFC 3986), in ASCII.</summary>
    public ReadOnlyMemory<byte> Target { get; }

    /// <inheritdoc/>
    public override RecordType Type => RecordType.URI;

    /// <summary>Reads the data.</summary>
    public static UriData Read(ref WireReader reader)
    {
        var (priority, weight) = (reader.ReadUInt16(), reader.ReadUInt16());
        var target = reader.ReadRemaining().ToArray();
        if (target.Length == 0)
        {
            reader.Fail(WireFault.BadValue);
        }

        return new UriData(priority, weight, reader.Ok ? target : "/"u8.ToArray());
    }

    internal static UriData Parse(ref PresentationReader text)
    {
        var (priority, weight) = (text.UInt16(), text.UInt16());
        var target = text.CharacterString(MaxOctets);
        if (target.Length == 0)
        {
            text.FailWord("a URI");
        }

        return new UriData(priority, weight, text.Ok ? target : "/"u8.ToArray());
    }

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        writer.WriteUInt16(Priority);
        writer.WriteUInt16(Weight);
        writer.WriteOctets(Target.Span);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Number(Priority).Number(Weight).Quoted(Target.Span);
}
