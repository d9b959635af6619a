using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A host's IPv4 address (RFC 1035 §3.4.1).</summary>
/// <remarks>
/// <code>
/// |                    ADDRESS                    |  32 bits
/// </code>
/// </remarks>
public sealed class AData : RecordData
{
    /// <summary>Takes an IPv4 address.</summary>
    public AData(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new ArgumentException($"'{address}' is not an IPv4 address.", nameof(address));
        }

        Address = address;
    }

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <inheritdoc/>
    public override RecordType Type => RecordType.A;

    /// <summary>Reads the data.</summary>
    public static AData Read(ref WireReader reader) =>
        new(reader.ReadOctets(4) is { Length: 4 } octets ? new IPAddress(octets) : IPAddress.Any);

    internal static AData Parse(ref PresentationReader text) => new(text.IPv4());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        Span<byte> octets = stackalloc byte[4];
        Address.TryWriteBytes(octets, out _);
        writer.WriteOctets(octets);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Field(Address.ToString());
}
