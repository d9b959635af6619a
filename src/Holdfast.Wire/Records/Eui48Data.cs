using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A link-layer address of 48 bits (RFC 7043 §3.1).</summary>
/// <remarks>
/// <code>
/// |                   ADDRESS                   |  48 bits
/// </code>
/// </remarks>
public sealed class Eui48Data : RecordData
{
    private const int Octets = 6;

    /// <summary>Takes an address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not have 6 octets.</exception>
    public Eui48Data(ReadOnlyMemory<byte> address)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(address.Length, Octets, nameof(address));
        Address = address;
    }

    /// <summary>The address.</summary>
    public ReadOnlyMemory<byte> Address { get; }

    /// <inheritdoc/>
    public override RecordType Type => RecordType.EUI48;

    /// <summary>Reads the data.</summary>
    public static Eui48Data Read(ref WireReader reader) =>
        new(reader.ReadOctets(Octets) is { Length: Octets } address ? address.ToArray() : new byte[Octets]);

    internal static Eui48Data Parse(ref PresentationReader text) => new(text.HexPairs(Octets));

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer) => writer.WriteOctets(Address.Span);

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.HexPairs(Address.Span);
}
