using System.Collections.Immutable;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;

namespace Holdfast.Wire.Records;

/// <summary>Descriptive text: one or more character-strings (RFC 1035 §3.3.14).</summary>
/// <remarks>
/// <code>
/// /                   TXT-DATA                    /  character-strings of up to 255 octets each
/// </code>
/// </remarks>
public sealed class TxtData(ImmutableArray<byte[]> strings) : RecordData
{
    /// <summary>The character-strings, in order.</summary>
    public ImmutableArray<byte[]> Strings { get; } = strings;

    /// <inheritdoc/>
    public override RecordType Type => RecordType.TXT;

    /// <summary>Reads the data.</summary>
    public static TxtData Read(ref WireReader reader)
    {
        var strings = ImmutableArray.CreateBuilder<byte[]>(1);
        do
        {
            strings.Add(reader.ReadCharacterString().ToArray());
        }
        while (reader.Ok && reader.Remaining > 0);

        return new TxtData(strings.DrainToImmutable());
    }

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        foreach (var octets in Strings)
        {
            writer.WriteCharacterString(octets);
        }
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        foreach (var octets in Strings)
        {
            text.Quoted(octets);
        }
    }
}
