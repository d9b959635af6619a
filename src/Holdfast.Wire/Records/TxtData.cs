using System.Collections.Immutable;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>Descriptive text: one or more character-strings (RFC 1035 §3.3.14).</summary>
/// <remarks>
/// <code>
/// /                   TXT-DATA                  /  character-strings of up to 255 octets each
/// </code>
/// Kept as it is sent: an array for each string would take many times the octets that a message of short ones has.
/// </remarks>
public sealed class TxtData : RecordData
{
    private readonly byte[] _octets;

    /// <summary>Takes character-strings.</summary>
    /// <param name="strings">At least one, of up to 255 octets each.</param>
    public TxtData(ImmutableArray<byte[]> strings)
        : this(Join(strings))
    {
    }

    private TxtData(byte[] octets) => _octets = octets;

    /// <summary>The character-strings, in order; made anew each time.</summary>
    public ImmutableArray<byte[]> Strings
    {
        get
        {
            var strings = ImmutableArray.CreateBuilder<byte[]>();
            var reader = new WireReader(_octets);
            while (reader.Remaining > 0)
            {
                strings.Add(reader.ReadCharacterString().ToArray());
            }

            return strings.DrainToImmutable();
        }
    }

    /// <inheritdoc/>
    public override RecordType Type => RecordType.TXT;

    /// <summary>Reads the data.</summary>
    public static TxtData Read(ref WireReader reader)
    {
        var strings = reader;
        do
        {
            reader.ReadCharacterString();
        }
        while (reader.Ok && reader.Remaining > 0);

        return new TxtData(reader.Ok ? strings.ReadRemaining().ToArray() : [0]);
    }

    internal static TxtData Parse(ref PresentationReader text)
    {
        var strings = ImmutableArray.CreateBuilder<byte[]>(1);
        do
        {
            strings.Add(text.CharacterString());
        }
        while (text.HasMore);

        return new TxtData(strings.DrainToImmutable());
    }

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteOctets(_octets);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new WireReader(_octets);
        while (reader.Remaining > 0)
        {
            text.Quoted(reader.ReadCharacterString());
        }
    }

    private static byte[] Join(ImmutableArray<byte[]> strings)
    {
        ArgumentOutOfRangeException.ThrowIfZero(strings.Length, nameof(strings));
        var octets = new byte[strings.Sum(text => text.Length + 1)];
        var writer = new WireWriter(octets);
        foreach (var text in strings)
        {
            writer.WriteCharacterString(text);
        }

        return octets;
    }
}
