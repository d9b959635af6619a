using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A link-layer address of 64 bits (RFC 7043 §4.1).</summary>
/// <remarks>
/// <code>
/// |                   ADDRESS                   |  64 bits
/// </code>
/// </remarks>
public sealed class Eui64Data : RecordData
{
    private const int Octets = 8;

    /// <summary>Takes an address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not have 8 octets.</exception>
    public Eui64Data(ReadOnlyMemory<byte> address)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(address.Length, Octets, nameof(address));
        Address = address;
    }

    /// <summary>The address.</summary>
    public ReadOnlyMemory<byte> Address { get; }

    /// <inheritdoc/>
    public override RecordType Type => RecordType.EUI64;

    /// <summary>Reads the data.</summary>
    public static Eui64Data Read(ref WireReader reader) =>
        new(reader.ReadOctets(Octets) is { Length: Octets } address ? address.ToArray() : new byte[Octets]);

    internal static Eui64Data Parse(ref PresentationReader text) => new(text.HexPairs(Octets));

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteOctets(Address.Span);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.HexPairs(Address.Span);
}
