using System.Net;
using System.Net.Sockets;
using Holdfast.Wire.Reading;
using Holdfast.Wire.Writing;
using Holdfast.Wire.ZoneText;

namespace Holdfast.Wire.Records;

/// <summary>A host's IPv6 address (RFC 3596 §2.2).</summary>
/// <remarks>
/// <code>
/// |                    ADDRESS                    |  128 bits
/// </code>
/// </remarks>
public sealed class AaaaData : RecordData
{
    /// <summary>Takes an IPv6 address.</summary>
    public AaaaData(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw new ArgumentException($"'{address}' is not an IPv6 address.", nameof(address));
        }

        Address = address;
    }

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <inheritdoc/>
    public override RecordType Type => RecordType.AAAA;

    /// <summary>Reads the data.</summary>
    public static AaaaData Read(ref WireReader reader) =>
        new(reader.ReadOctets(16) is { Length: 16 } octets ? new IPAddress(octets) : IPAddress.IPv6Any);

    internal static AaaaData Parse(ref PresentationReader text) => new(text.IPv6());

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer)
    {
        Span<byte> octets = stackalloc byte[16];
        Address.TryWriteBytes(octets, out _);
        writer.WriteOctets(octets);
    }

    /// <inheritdoc/>
    public override void Format(PresentationWriter text) => text.Field(Address.ToString());
}
